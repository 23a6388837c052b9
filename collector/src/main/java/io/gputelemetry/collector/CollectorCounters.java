package io.gputelemetry.collector;

import io.gputelemetry.store.WriteReceipt;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a collector did since it started. For every message that was leased and acked: its samples
 * are in {@code stored + duplicates + conflicts + absent}, or it is in {@code deadLettered}.
 */
final class CollectorCounters {
  final Counter messages;
  final Counter stored;
  final Counter duplicates;
  final Counter conflicts;
  final Counter absent;
  final Counter deadLettered;
  final Counter redelivered;
  final Counter retries;
  final Counter leasesLost;
  final Counter failures;

  CollectorCounters(PrometheusRegistry registry) {
    messages = counter(registry, "messages", "Messages that were stored or set aside.");
    stored = counter(registry, "samples_stored", "Samples that became new rows.");
    duplicates = counter(registry, "samples_duplicate", "Samples that were there already.");
    conflicts = counter(registry, "samples_conflict", "Samples there with another value.");
    absent = counter(registry, "samples_absent", "JSON records without a value, left out.");
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

  void written(WriteReceipt receipt) {
    stored.inc(receipt.stored());
    duplicates.inc(receipt.duplicates());
    conflicts.inc(receipt.conflicts());
  }

  /** By the names under which they are reported to the broker. */
  Map<String, Long> reported() {
    Map<String, Long> reported = new LinkedHashMap<>();
    reported.put("messages", messages.getLongValue());
    reported.put("samples_stored", stored.getLongValue());
    reported.put("samples_duplicate", duplicates.getLongValue());
    reported.put("samples_conflict", conflicts.getLongValue());
    reported.put("absent_values_json", absent.getLongValue());
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
        deadLettered.getLongValue(),
        redelivered.getLongValue(),
        retries.getLongValue(),
        leasesLost.getLongValue());
  }
}
