package io.gputelemetry.streamer.source.simulator;

import io.gputelemetry.telemetry.SeriesIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One fleet of 2 hosts with 4 GPUs, ticked once a second, whose values are asked for by name. */
final class FaultyFleet {
  static final SimulatorConfig HEALTHY = SimulatorConfig.of(2, 4, 5);
  private static final long MICROS = 1_000_000;

  /** Per tick, the value of each metric and GPU, for example {@code GPU_UTIL 3}. */
  final List<Map<String, Double>> ticks = new ArrayList<>();

  FaultyFleet(SimulatorConfig config, int seconds) {
    Simulator simulator = new Simulator(config);
    for (long second = 0; second < seconds; second++) {
      Map<String, Double> tick = new TreeMap<>();
      simulator.read(
          second * MICROS,
          simulator.series().size(),
          (series, time, source, value) -> tick.put(name(series.identity()), value));
      ticks.add(tick);
    }
  }

  static FaultyFleet with(int seconds, Fault... faults) {
    return new FaultyFleet(HEALTHY.withFaults(List.of(faults)), seconds);
  }

  static Fault fault(String gpu, int after, Fault.Effect effect) {
    return new Fault(gpu, Duration.ofSeconds(after), Optional.empty(), effect);
  }

  static Fault fault(String gpu, int after, int lasting, Fault.Effect effect) {
    return new Fault(
        gpu, Duration.ofSeconds(after), Optional.of(Duration.ofSeconds(lasting)), effect);
  }

  private static String name(SeriesIdentity identity) {
    int host = identity.gpu().hostname().endsWith("1") ? 0 : 1;
    String metric = identity.series().metric().replace("DCGM_FI_DEV_", "");
    return metric + " " + (host * 4 + identity.gpu().gpuId());
  }

  /** The values of a metric of a GPU, tick by tick; silent ticks are left out. */
  List<Double> values(String metric, int gpu) {
    return ticks.stream().map(tick -> tick.get(metric + " " + gpu)).filter(v -> v != null).toList();
  }

  double value(int second, String metric, int gpu) {
    return Optional.ofNullable(ticks.get(second).get(metric + " " + gpu)).orElseThrow();
  }
}
