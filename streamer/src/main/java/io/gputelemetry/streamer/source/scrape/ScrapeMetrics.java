package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.telemetry.Absence;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * What scraping counts. Lines of pages are samples passed on, or rejected, or of unusable series,
 * or absent values, or duplicates, or repeated. What was lost is told to the drops, too: scrapes
 * that failed or were skipped by their number, everything else by its lines. Any thread may call.
 */
final class ScrapeMetrics {
  private static final String PREFIX = "gpu_telemetry_streamer_scrape_";
  private static final String NO_GPU = "not_gpu";

  private final Drops drops;
  private final Counter scrapes;
  private final Counter failures;
  private final Counter skipped;
  private final Histogram seconds;
  private final Counter samples;
  private final Counter rejected;
  private final Counter unusable;
  private final Counter absent;
  private final Counter duplicates;
  private final Counter repeated;
  private final Counter ended;
  private final Gauge targets;

  ScrapeMetrics(PrometheusRegistry registry, Drops drops) {
    this.drops = drops;
    scrapes =
        Counter.builder()
            .name("gpu_telemetry_streamer_scrapes")
            .help("Scrapes that ended, failed ones included.")
            .register(registry);
    failures = counter(registry, "failures", "Scrapes that gave nothing, by reason.", "reason");
    skipped = counter(registry, "skipped", "Scrapes left out because the queue takes too little.");
    seconds =
        Histogram.builder()
            .name(PREFIX + "duration_seconds")
            .help("From asking for a page to its last line.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10)
            .register(registry);
    samples = counter(registry, "samples", "Samples that were read.");
    rejected = counter(registry, "rejected_lines", "Lines that cannot be read.", "reason");
    unusable = counter(registry, "unusable_samples", "Samples of no series of a GPU.", "reason");
    absent = counter(registry, "absent_values", "Samples whose source had no value.", "reason");
    duplicates = counter(registry, "duplicate_samples", "Samples of a series met twice in a page.");
    repeated = counter(registry, "repeated_samples", "Samples with a time that was there before.");
    ended = counter(registry, "ended_series", "Series that a target has no more.");
    targets =
        Gauge.builder().name(PREFIX + "targets").help("Targets to scrape.").register(registry);
    for (ScrapeFailure.Reason reason : ScrapeFailure.Reason.values()) {
      failures.initLabelValues(reason.label());
    }
    for (Absence reason : Absence.values()) {
      absent.initLabelValues(reason.label());
    }
  }

  private static Counter counter(
      PrometheusRegistry registry, String name, String help, String... labels) {
    return Counter.builder().name(PREFIX + name).help(help).labelNames(labels).register(registry);
  }

  void targets(int count) {
    targets.set(count);
  }

  void skipped() {
    skipped.inc();
    drops.add("scrape_skipped", 1);
  }

  void ended(int series) {
    ended.inc(series);
  }

  void failed(ScrapeFailure failure, long nanos) {
    done(nanos);
    failures.labelValues(failure.reason().label()).inc();
    drops.add("scrape_failed", 1);
  }

  void read(int count, long nanos) {
    done(nanos);
    samples.inc(count);
  }

  private void done(long nanos) {
    scrapes.inc();
    seconds.observe(nanos / 1e9);
  }

  private void absent(String reason, int count) {
    absent.labelValues(reason).inc(count);
    drops.add("no_value_" + reason, count);
  }

  private void impossible(String reason, int count) {
    unusable.labelValues(reason).inc(count);
    drops.add(reason, count);
  }

  /**
   * What of a page did not become samples; a page that failed is one failure, and not its lines.
   */
  void left(PageTally tally) {
    tally.rejected().forEach((reason, count) -> rejected.labelValues(reason).inc(count));
    tally.unusable().forEach((reason, count) -> unusable.labelValues(reason).inc(count));
    tally.impossible().forEach(this::impossible);
    tally.absent().forEach(this::absent);
    duplicates.inc(tally.duplicates());
    repeated.inc(tally.repeated());
    drops.add("unreadable_line", tally.rejectedLines());
    // What an exporter says of itself is not lost: every page has some, so it would never end.
    drops.add("unusable_series", tally.unusableBut(NO_GPU));
    drops.add("duplicate_series", tally.duplicates());
  }
}
