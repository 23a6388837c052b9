package io.gputelemetry.streamer.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What fleet to simulate.
 *
 * @param hosts hosts, at least 1; default 4
 * @param gpusPerHost GPUs of each, at least 1; default 8
 * @param metrics names of metrics, each at most once, see {@link #metricNames()}; default the ten
 *     of a DCGM capture
 * @param seed the same seed gives the same fleet and the same values
 * @param drop a GPU that falls silent, if any
 */
public record SimulatorConfig(
    int hosts, int gpusPerHost, List<String> metrics, long seed, Optional<Drop> drop) {

  /** GPUs that can be simulated. */
  public static final int MAX_GPUS = 1_000_000;

  /**
   * A GPU that falls silent, as a GPU does that fell off the bus.
   *
   * @param gpu its uuid, or its number in the fleet from 0
   * @param after the time from the first observation
   */
  public record Drop(String gpu, Duration after) {}

  public SimulatorConfig {
    metrics = List.copyOf(metrics);
    if (hosts < 1 || gpusPerHost < 1 || (long) hosts * gpusPerHost > MAX_GPUS) {
      throw new IllegalArgumentException(
          "a fleet has 1 to %d GPUs, not %d hosts of %d".formatted(MAX_GPUS, hosts, gpusPerHost));
    }
    List<String> unknown =
        metrics.stream().filter(name -> SimulatedMetric.named(name).isEmpty()).toList();
    if (metrics.isEmpty() || !unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot simulate the metrics %s; known are %s".formatted(unknown, metricNames()));
    }
    if (metrics.stream().map(SimulatedMetric::named).distinct().count() < metrics.size()) {
      throw new IllegalArgumentException("a metric is named twice: " + metrics);
    }
  }

  /** Every metric that can be simulated. */
  public static List<String> metricNames() {
    return SimulatedMetric.names();
  }

  /** Four hosts with eight GPUs each and the ten metrics of a DCGM capture. */
  public static SimulatorConfig defaults() {
    return new SimulatorConfig(4, 8, SimulatedMetric.captured(), 1, Optional.empty());
  }
}
