package io.gputelemetry.collector;

import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.store.WriteReceipt;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a collector did since it started. For every message that was leased and acked: its samples
 * are in {@code stored + duplicates + conflicts + dropped}, or it is in {@code deadLettered} and in
 * none of these. What was written and not acked is written again, by whoever gets it next, and then
 * counts as duplicates; {@code dropped} counts with the ack, so once. An ack whose answer was lost
 * counts nothing: its message comes again, or its drops are not known.
 */
final class CollectorCounters {
  /** The reason of what the store has with another value. */
  static final String CONFLICT = "conflict";

  final Counter messages;
  final Counter stored;
  final Counter duplicates;
  final Counter conflicts;
  final Counter dropped;
  final Counter deadLettered;
  final Counter redelivered;
  final Counter retries;
  final Counter leasesLost;
  final Counter failures;

  /** What is reported as left out: what is dropped, and conflicts. */
  final Drops drops;

  CollectorCounters(PrometheusRegistry registry, LongSupplier epochMicros) {
    drops = new Drops(epochMicros);
    messages = counter(registry, "messages", "Messages that were stored or set aside.");
    stored = counter(registry, "samples_stored", "Samples that became new rows.");
    duplicates = counter(registry, "samples_duplicate", "Samples that were there already.");
    conflicts = counter(registry, "samples_conflict", "Samples there with another value.");
    dropped = dropped(registry);
    deadLettered = counter(registry, "messages_dead_lettered", "Messages that were set aside.");
    redelivered = counter(registry, "messages_redelivered", "Messages seen more than once.");
    retries = counter(registry, "store_retries", "Writes repeated because the store was down.");
    leasesLost = counter(registry, "leases_lost", "Leases that were lost before their ack.");
    failures = counter(registry, "queue_failures", "Calls to the queue that failed.");
  }

  private static Counter counter(PrometheusRegistry registry, String name, String help) {
    return Counter.builder()
        .name("gpu_telemetry_collector_" + name + "_total")
        .help(help)
        .register(registry);
  }

  private static Counter dropped(PrometheusRegistry registry) {
    return Counter.builder()
        .name("gpu_telemetry_collector_samples_dropped_total")
        .help("Samples that are not worth keeping, left out.")
        .labelNames("reason")
        .register(registry);
  }

  /** Samples of a message that is acked were left out. */
  void leftOut(String reason, long count) {
    dropped.labelValues(reason).inc(count);
    drops.add(reason, count);
  }

  void written(WriteReceipt receipt) {
    stored.inc(receipt.stored());
    duplicates.inc(receipt.duplicates());
    conflicts.inc(receipt.conflicts());
    drops.add(CONFLICT, receipt.conflicts());
  }

  /** By the names under which they are reported to the broker, beside the drops. */
  Map<String, Long> reported() {
    Map<String, Long> reported = new LinkedHashMap<>();
    reported.put("messages", messages.getLongValue());
    reported.put("samples_stored", stored.getLongValue());
    reported.put("samples_duplicate", duplicates.getLongValue());
    reported.put("messages_dead_lettered", deadLettered.getLongValue());
    reported.put("messages_redelivered", redelivered.getLongValue());
    reported.put("store_retries", retries.getLongValue());
    reported.put("leases_lost", leasesLost.getLongValue());
    reported.put("queue_failures", failures.getLongValue());
    return reported;
  }

  Collector.Statistics statistics() {
    return new Collector.Statistics(
        messages.getLongValue(),
        stored.getLongValue(),
        duplicates.getLongValue(),
        conflicts.getLongValue(),
        droppedCount(),
        deadLettered.getLongValue(),
        redelivered.getLongValue(),
        retries.getLongValue(),
        leasesLost.getLongValue());
  }

  private long droppedCount() {
    return drops.list().stream()
        .filter(drop -> !drop.reason().equals(CONFLICT))
        .mapToLong(Drop::count)
        .sum();
  }
}
