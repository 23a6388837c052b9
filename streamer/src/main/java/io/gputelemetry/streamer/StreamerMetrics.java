package io.gputelemetry.streamer;

import io.gputelemetry.streamer.source.LoadReport;
import io.gputelemetry.telemetry.Absence;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a streamer counts. Rows that are collected are published, or duplicates (the broker has them
 * already), or taken over by another streamer, or unpublished at the end.
 */
final class StreamerMetrics {
  private static final String PREFIX = "gpu_telemetry_streamer_";

  final Counter publishedRows;
  final Counter publishedBatches;
  final Counter duplicateBatches;
  final Counter retries;
  final Counter lostGrants;
  final Counter unpublishedRows;
  private final Counter rejectedRows;
  private final Counter absentValues;

  StreamerMetrics(PrometheusRegistry registry) {
    publishedRows = counter(registry, "published_rows", "Rows that the broker took.");
    publishedBatches = counter(registry, "published_batches", "Batches that the broker took.");
    duplicateBatches =
        counter(registry, "duplicate_batches", "Batches that the broker had already.");
    retries = counter(registry, "retries", "Publishes and leases that had to be repeated.");
    lostGrants =
        counter(
            registry, "lost_grants", "Ranges of a shared file that another streamer took over.");
    unpublishedRows =
        counter(registry, "unpublished_rows", "Rows given up because the streamer was closed.");
    rejectedRows =
        labelled(registry, "rejected_rows", "Bad rows of the file that was read.", "kind");
    absentValues = labelled(registry, "absent_values", "Rows whose source had no value.", "reason");
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(PREFIX + name).help(help).register(registry);
  }

  private static Counter labelled(
      PrometheusRegistry registry, String name, String help, String label) {
    return Counter.builder().name(PREFIX + name).help(help).labelNames(label).register(registry);
  }

  /** By the names under which they are reported to the broker. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("published_rows", publishedRows.getLongValue());
    counters.put("published_batches", publishedBatches.getLongValue());
    counters.put("duplicate_batches", duplicateBatches.getLongValue());
    counters.put("retries", retries.getLongValue());
    counters.put("lost_grants", lostGrants.getLongValue());
    counters.put("unpublished_rows", unpublishedRows.getLongValue());
    for (LoadReport.Rejection kind : LoadReport.Rejection.values()) {
      counters.put("rejected_rows_" + kind.label(), count(rejectedRows, kind.label()));
    }
    for (Absence reason : Absence.values()) {
      counters.put("absent_values_" + reason.label(), count(absentValues, reason.label()));
    }
    return counters;
  }

  private static long count(Counter counter, String label) {
    return counter.labelValues(label).getLongValue();
  }

  /** Counts what a file had; every kind is there from the beginning, at 0. */
  void loaded(LoadReport report) {
    for (LoadReport.Rejection kind : LoadReport.Rejection.values()) {
      long count = report.rejected().getOrDefault(kind, 0L);
      rejectedRows.labelValues(kind.label()).inc(count);
    }
    for (Absence reason : Absence.values()) {
      absentValues.labelValues(reason.label()).inc(report.absent().getOrDefault(reason, 0L));
    }
  }
}
