package io.gputelemetry.streamer.source.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ChurnTest {
  private static final SimulatorConfig FLEET = SimulatorConfig.of(2, 8, 5);
  private static final SimulatorConfig CHURNED = FLEET.withChurn(Duration.ofSeconds(60));
  private static final int SECONDS = 600;

  /** A sample of utilisation. */
  private record Use(int second, Gpu gpu, Attribution by, double utilization) {}

  private static List<Use> uses(SimulatorConfig config) {
    Simulator simulator = new Simulator(config);
    List<Use> uses = new ArrayList<>();
    for (int i = 0; i < SECONDS; i++) {
      int second = i;
      simulator.read(
          second * 1_000_000L,
          simulator.series().size(),
          (series, time, source, value) -> add(uses, second, series.identity(), value));
    }
    return uses;
  }

  private static void add(List<Use> uses, int second, SeriesIdentity identity, double value) {
    if (identity.series().metric().equals("DCGM_FI_DEV_GPU_UTIL")) {
      uses.add(new Use(second, identity.gpu(), identity.attribution(), value));
    }
  }

  @Test
  void churn_ofTheSameSeed_isTheSame() {
    assertThat(uses(CHURNED)).isEqualTo(uses(CHURNED)).hasSize(16 * SECONDS);
  }

  @Test
  void fleet_withoutChurn_namesNobody() {
    assertThat(uses(FLEET)).allMatch(use -> use.by().pod().isEmpty());
  }

  @Test
  void pods_comeAndGoOnGpusOfOneHostThatWorkForThem() {
    Map<String, Set<Gpu>> gpus = new HashMap<>();
    Map<String, TreeSet<Integer>> seconds = new HashMap<>();
    for (Use use : uses(CHURNED)) {
      Attribution by = use.by();
      assertThat(use.utilization() > 0).isEqualTo(!by.pod().isEmpty());
      assertThat(by.namespace().isEmpty()).isEqualTo(by.pod().isEmpty());
      assertThat(by.container().isEmpty()).isEqualTo(by.pod().isEmpty());
      if (!by.pod().isEmpty()) {
        gpus.computeIfAbsent(by.pod(), pod -> new HashSet<>()).add(use.gpu());
        seconds.computeIfAbsent(by.pod(), pod -> new TreeSet<>()).add(use.second());
      }
    }

    assertThat(gpus).hasSizeGreaterThan(30);
    assertThat(gpus.values())
        .allMatch(of -> of.stream().map(Gpu::hostname).distinct().count() == 1)
        .anyMatch(of -> of.size() == 1)
        .anyMatch(of -> of.size() > 2);
    assertThat(seconds.values())
        .allMatch(at -> at.last() - at.first() + 1 == at.size())
        .allMatch(at -> at.size() <= 91);
  }

  @Test
  void gpusOfAPod_haveAboutTheSameLoad() {
    Map<String, List<Double>> loads = new HashMap<>();
    for (Use use : uses(CHURNED)) {
      if (use.second() == 100 && use.utilization() > 0) {
        loads.computeIfAbsent(use.by().pod(), pod -> new ArrayList<>()).add(use.utilization());
      }
    }
    assertThat(loads.values())
        .anyMatch(of -> of.size() > 1)
        .allSatisfy(of -> assertThat(of).allMatch(load -> Math.abs(load - of.getFirst()) <= 8));
  }

  @Test
  void series_underAnotherAttribution_staysTheSameSeries() {
    Simulator simulator = new Simulator(CHURNED);
    Map<Object, Long> lastTimes = new HashMap<>();
    for (int i = 0; i < SECONDS; i++) {
      // The clock stands: event times have to increase all the same.
      simulator.read(
          i * 1_000_000L,
          simulator.series().size(),
          (series, time, source, value) -> {
            long eventTime = series.nextEventTime(0);
            Long last = lastTimes.put(series.identity().series(), eventTime);
            assertThat(last == null || last < eventTime).isTrue();
          });
    }
    assertThat(lastTimes).hasSize(160);
  }

  @Test
  void fault_whilePodsComeAndGo_changesNothingOfOtherGpus() {
    List<Use> healthy = uses(CHURNED);
    for (Fault.Effect effect : FaultTest.effects()) {
      Fault fault = new Fault("3", Duration.ofSeconds(60), Optional.empty(), effect);
      List<Use> faulty = uses(CHURNED.withFaults(List.of(fault)));

      assertThat(others(faulty)).as("%s", effect).isEqualTo(others(healthy));
    }
  }

  private static List<Use> others(List<Use> uses) {
    return uses.stream()
        .filter(use -> use.gpu().gpuId() != 3 || use.gpu().hostname().endsWith("2"))
        .toList();
  }
}
