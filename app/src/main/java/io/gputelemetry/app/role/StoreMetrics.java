package io.gputelemetry.app.role;

import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoreStats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The figures of a store and its door for Prometheus, taken at each scrape. If the store does not
 * answer, {@code gpu_telemetry_store_up} is 0 and its own figures are missing.
 */
record StoreMetrics(SampleStore store, StoreDoor door) implements MultiCollector {
  private static final String PREFIX = "gpu_telemetry_store_";

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(gauge("connections", "Connections that are open.", door.connections()));
    all.add(counter("requests", "Requests answered.", door.requests()));
    all.add(counter("requests_refused", "Requests refused, with a reason.", door.refused()));
    Optional<StoreStats> stats = stats();
    all.add(gauge("up", "1 if the store answers.", stats.isPresent() ? 1 : 0));
    stats.ifPresent(found -> add(all, found));
    return new MetricSnapshots(all);
  }

  private static void add(List<MetricSnapshot> all, StoreStats stats) {
    all.add(gauge("gpus", "GPUs with samples.", stats.gpus()));
    all.add(gauge("series", "Series with samples.", stats.series()));
    all.add(gauge("samples", "Rows.", stats.samples()));
    all.add(gauge("bytes", "Bytes on disk.", stats.bytes()));
    all.add(gauge("damaged_files", "Files set aside.", stats.damaged()));
    all.add(counter("samples_expired", "Rows that retention removed.", stats.expired()));
    all.add(counter("duplicates", "Repeats that changed nothing.", stats.duplicates()));
    all.add(counter("conflicts", "Repeats with another value.", stats.conflicts()));
  }

  private Optional<StoreStats> stats() {
    try {
      return Optional.of(store.stats());
    } catch (StoreException e) {
      return Optional.empty();
    }
  }

  private static MetricSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static MetricSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
