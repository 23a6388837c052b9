package io.gputelemetry.streamer;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.streamer.source.csv.LoadReport;
import io.gputelemetry.telemetry.Absence;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a streamer counts. Rows that are collected are published, or duplicates (the broker has them
 * already), or taken over by another streamer, or wait, or were dropped for a reason.
 */
final class StreamerMetrics {
  private static final String PREFIX = "gpu_telemetry_streamer_";

  /** Rows given up because the streamer was closed and the queue did not take them. */
  private static final String UNPUBLISHED = "unpublished";

  final Counter publishedRows;
  final Counter publishedBatches;
  final Counter duplicateBatches;
  final Counter retries;
  final Counter lostGrants;
  private final Drops drops;

  /**
   * Registers them.
   *
   * @param drops shown as a counter by reason
   * @param waitingRows rows that wait to be published, now
   */
  StreamerMetrics(PrometheusRegistry registry, Drops drops, LongSupplier waitingRows) {
    this.drops = drops;
    publishedRows = counter(registry, "published_rows", "Rows that the broker took.");
    publishedBatches = counter(registry, "published_batches", "Batches that the broker took.");
    duplicateBatches =
        counter(registry, "duplicate_batches", "Batches that the broker had already.");
    retries = counter(registry, "retries", "Publishes and leases that had to be repeated.");
    lostGrants =
        counter(
            registry, "lost_grants", "Ranges of a shared file that another streamer took over.");
    CounterWithCallback.builder()
        .name(PREFIX + "dropped")
        .help("What was left out, by reason.")
        .labelNames("reason")
        .callback(
            point -> drops.list().forEach(drop -> point.call((double) drop.count(), drop.reason())))
        .register(registry);
    GaugeWithCallback.builder()
        .name(PREFIX + "waiting_rows")
        .help("Rows that were collected and wait to be published.")
        .callback(point -> point.call((double) waitingRows.getAsLong()))
        .register(registry);
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(PREFIX + name).help(help).register(registry);
  }

  /** By the names under which they are reported to the broker. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("published_rows", publishedRows.getLongValue());
    counters.put("published_batches", publishedBatches.getLongValue());
    counters.put("duplicate_batches", duplicateBatches.getLongValue());
    counters.put("retries", retries.getLongValue());
    counters.put("lost_grants", lostGrants.getLongValue());
    return counters;
  }

  void unpublished(long rows) {
    drops.add(UNPUBLISHED, rows);
  }

  /** Counts what a file had. */
  void loaded(LoadReport report) {
    for (Map.Entry<LoadReport.Rejection, Long> bad : report.rejected().entrySet()) {
      drops.add("bad_row_" + bad.getKey().label(), bad.getValue());
    }
    for (Map.Entry<Absence, Long> absent : report.absent().entrySet()) {
      drops.add("no_value_" + absent.getKey().label(), absent.getValue());
    }
  }
}
