package io.gputelemetry.streamer.source.simulator;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What fleet to simulate.
 *
 * @param hosts hosts, at least 1; default 4
 * @param gpusPerHost GPUs of each, at least 1; default 8
 * @param metrics names of metrics, each at most once, see {@link #metricNames()}; default the ten
 *     of a DCGM capture. Those by which faults are seen come by themselves
 * @param seed the same seed gives the same fleet and the same values
 * @param faults what goes wrong with which GPU; default nothing
 * @param churn how long a pod runs on average, if pods come and go; default they do not, and nobody
 *     is named
 */
public record SimulatorConfig(
    int hosts,
    int gpusPerHost,
    List<String> metrics,
    long seed,
    List<Fault> faults,
    Optional<Duration> churn) {

  /** GPUs that can be simulated. */
  public static final int MAX_GPUS = 1_000_000;

  public SimulatorConfig {
    metrics = List.copyOf(metrics);
    faults = List.copyOf(faults);
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
    Fleet fleet = new Fleet(hosts, gpusPerHost, seed);
    faults.forEach(fault -> fleet.check(fault.gpu()));
  }

  /** A fleet of healthy GPUs with the ten metrics of a DCGM capture. */
  public static SimulatorConfig of(int hosts, int gpusPerHost, long seed) {
    return new SimulatorConfig(
        hosts, gpusPerHost, SimulatedMetric.captured(), seed, List.of(), Optional.empty());
  }

  /** Four hosts with eight GPUs each and the ten metrics of a DCGM capture. */
  public static SimulatorConfig defaults() {
    return of(4, 8, 1);
  }

  /**
   * The same with these faults instead.
   *
   * @throws IllegalArgumentException if one is of a GPU that is not there
   */
  public SimulatorConfig withFaults(List<Fault> others) {
    return new SimulatorConfig(hosts, gpusPerHost, metrics, seed, others, churn);
  }

  /** The same with these metrics instead. */
  public SimulatorConfig withMetrics(List<String> others) {
    return new SimulatorConfig(hosts, gpusPerHost, others, seed, faults, churn);
  }

  /** The same with pods that come and go, each about so long. */
  public SimulatorConfig withChurn(Duration mean) {
    return new SimulatorConfig(hosts, gpusPerHost, metrics, seed, faults, Optional.of(mean));
  }

  /** Every metric that can be simulated. */
  public static List<String> metricNames() {
    return SimulatedMetric.names();
  }

  /** The metrics that were asked for, and behind them those by which the faults are seen. */
  List<SimulatedMetric> simulated() {
    Set<SimulatedMetric> all = new LinkedHashSet<>();
    metrics.stream().map(SimulatedMetric::named).map(Optional::orElseThrow).forEach(all::add);
    faults.stream().map(Fault::metrics).forEach(all::addAll);
    return List.copyOf(all);
  }

  Fleet fleet() {
    return new Fleet(hosts, gpusPerHost, seed);
  }
}
