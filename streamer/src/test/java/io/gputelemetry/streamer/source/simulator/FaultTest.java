package io.gputelemetry.streamer.source.simulator;

import static io.gputelemetry.streamer.source.simulator.FaultyFleet.HEALTHY;
import static io.gputelemetry.streamer.source.simulator.FaultyFleet.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {
  private static final int SECONDS = 300;

  static List<Fault.Effect> effects() {
    return List.of(
        new Fault.Lost(),
        new Fault.Xid(31),
        new Fault.Xid(48),
        new Fault.Xid(63),
        new Fault.Xid(74),
        new Fault.Xid(79),
        new Fault.Throttling(),
        new Fault.CorrectableErrors(),
        new Fault.Slow(60));
  }

  @ParameterizedTest
  @MethodSource("effects")
  void fault_ofTheSameSeed_givesTheSameValues(Fault.Effect effect) {
    assertThat(FaultyFleet.with(SECONDS, fault("3", 60, effect)).ticks)
        .isEqualTo(FaultyFleet.with(SECONDS, fault("3", 60, effect)).ticks);
  }

  @ParameterizedTest
  @MethodSource("effects")
  void fault_ofOneGpu_changesNothingOfOthersAndNothingBefore(Fault.Effect effect) {
    int busy = busyGpu();
    List<Map<String, Double>> healthy = new FaultyFleet(HEALTHY, SECONDS).ticks;
    List<Map<String, Double>> faulty =
        FaultyFleet.with(SECONDS, fault("" + busy, 30, effect)).ticks;

    for (int i = 0; i < SECONDS; i++) {
      Map<String, Double> unchanged = new TreeMap<>(healthy.get(i));
      boolean begun = i >= 30;
      unchanged.keySet().removeIf(name -> begun && name.endsWith(" " + busy));
      assertThat(faulty.get(i)).as("second %d", i).containsAllEntriesOf(unchanged);
    }
    assertThat(faulty).isNotEqualTo(healthy);
  }

  @Test
  void gpu_lostForAWhile_comesBack() {
    FaultyFleet fleet = FaultyFleet.with(100, fault("3", 30, 20, new Fault.Lost()));

    for (int i = 0; i < 100; i++) {
      boolean lost = i >= 30 && i < 50;
      assertThat(fleet.ticks.get(i).containsKey("GPU_TEMP 3")).isNotEqualTo(lost);
    }
  }

  @Test
  void xid_isBlankBeforeTheFirstAndTheCodeOfTheLastFromThenOn() {
    FaultyFleet fleet =
        FaultyFleet.with(100, fault("3", 30, new Fault.Xid(13)), fault("3", 50, new Fault.Xid(63)));

    assertThat(fleet.values("XID_ERRORS", 3)).hasSize(70).startsWith(13.0).endsWith(63.0);
    assertThat(fleet.values("XID_ERRORS", 2)).isEmpty();
    assertThat(fleet.value(49, "XID_ERRORS", 3)).isEqualTo(13);
    assertThat(fleet.value(49, "ROW_REMAP_PENDING", 3)).isZero();
    assertThat(fleet.value(50, "XID_ERRORS", 3)).isEqualTo(63);
    assertThat(fleet.value(50, "ROW_REMAP_PENDING", 3)).isOne();
    assertThat(fleet.value(50, "UNCORRECTABLE_REMAPPED_ROWS", 3)).isOne();
  }

  @Test
  void xid_thatAJobDoesNotSurvive_leavesTheGpuAtRest() {
    int busy = busyGpu();
    FaultyFleet fleet = FaultyFleet.with(40, fault("" + busy, 30, new Fault.Xid(31)));

    assertThat(fleet.value(29, "GPU_UTIL", busy)).isGreaterThan(50);
    assertThat(fleet.value(30, "GPU_UTIL", busy)).isZero();
    assertThat(fleet.value(30, "FB_USED", busy)).isLessThan(10);
    assertThat(fleet.value(30, "SM_CLOCK", busy)).isEqualTo(345);
  }

  /** One that works from second 20 to 40 when nothing is wrong. */
  private static int busyGpu() {
    FaultyFleet healthy = new FaultyFleet(HEALTHY, 40);
    for (int gpu = 0; gpu < 8; gpu++) {
      if (healthy.values("GPU_UTIL", gpu).subList(20, 40).stream().allMatch(util -> util > 50)) {
        return gpu;
      }
    }
    throw new AssertionError("no GPU works all the time; take another seed");
  }

  @Test
  void xid79_isTheLastThatTheGpuYields() {
    FaultyFleet fleet =
        FaultyFleet.with(100, fault("3", 30, new Fault.Xid(79)), fault("3", 60, new Fault.Xid(31)));

    Map<String, Double> last = new TreeMap<>(fleet.ticks.get(30));
    last.keySet().removeIf(name -> !name.endsWith(" 3"));
    assertThat(last).isEqualTo(Map.of("XID_ERRORS 3", 79.0));
    for (int i = 31; i < 100; i++) {
      assertThat(fleet.ticks.get(i).keySet()).noneMatch(name -> name.endsWith(" 3"));
    }
  }

  @Test
  void xid48_goesWithADoubleBitErrorAndARowToReplace() {
    FaultyFleet fleet = FaultyFleet.with(60, fault("3", 30, new Fault.Xid(48)));

    for (String counter :
        List.of("ECC_DBE_VOL_TOTAL", "ECC_DBE_AGG_TOTAL", "UNCORRECTABLE_REMAPPED_ROWS")) {
      assertThat(fleet.value(29, counter, 3)).as(counter).isZero();
      assertThat(fleet.values(counter, 3).subList(30, 60)).as(counter).containsOnly(1.0);
      assertThat(fleet.values(counter, 2)).as(counter).containsOnly(0.0);
    }
  }

  @Test
  void xids_ofRemapFailureAndLinks_showInTheirCounters() {
    FaultyFleet fleet =
        FaultyFleet.with(60, fault("3", 30, new Fault.Xid(64)), fault("2", 30, new Fault.Xid(74)));

    assertThat(fleet.value(29, "ROW_REMAP_FAILURE", 3)).isZero();
    assertThat(fleet.value(30, "ROW_REMAP_FAILURE", 3)).isOne();
    assertThat(fleet.value(29, "NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", 2)).isZero();
    assertThat(fleet.value(30, "NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL", 2)).isGreaterThan(0);
  }

  @Test
  void throttling_makesHotAndSlowAndSaysWhy() {
    FaultyFleet fleet = FaultyFleet.with(400, fault("3", 60, 120, new Fault.Throttling()));

    for (int i = 0; i < 60; i++) {
      assertThat(fleet.value(i, "CLOCK_THROTTLE_REASONS", 3)).isIn(0.0, 1.0);
      assertThat(fleet.value(i, "THERMAL_VIOLATION", 3)).isZero();
    }
    List<Double> hot = fleet.values("GPU_TEMP", 3).subList(120, 180);
    assertThat(hot).allSatisfy(celsius -> assertThat(celsius).isBetween(80.0, 95.0));
    for (int i = 120; i < 180; i++) {
      boolean limited = fleet.value(i, "SM_CLOCK", 3) < 1_965;
      assertThat(fleet.value(i, "CLOCK_THROTTLE_REASONS", 3) > 0).isEqualTo(limited);
      double counted =
          fleet.value(i, "THERMAL_VIOLATION", 3) - fleet.value(i - 1, "THERMAL_VIOLATION", 3);
      assertThat(counted).isEqualTo(limited ? 1e9 : 0);
    }
    assertThat(fleet.values("CLOCK_THROTTLE_REASONS", 3)).contains(0x20 * 1.0, 0x48 * 1.0);
    assertThat(fleet.values("SM_CLOCK", 3).subList(120, 180)).contains(982.0);
    assertThat(fleet.values("CLOCK_THROTTLE_REASONS", 3).subList(220, 400))
        .allSatisfy(reasons -> assertThat(reasons).isIn(0.0, 1.0));
    assertThat(fleet.values("GPU_TEMP", 3).subList(250, 400))
        .allSatisfy(celsius -> assertThat(celsius).isLessThan(80));
  }

  @Test
  void correctableErrors_areCountedWhileTheyLast() {
    FaultyFleet fleet = FaultyFleet.with(200, fault("3", 60, 60, new Fault.CorrectableErrors()));

    List<Double> errors = fleet.values("ECC_SBE_VOL_TOTAL", 3);
    assertThat(errors.subList(0, 60)).containsOnly(0.0);
    assertThat(errors).isSorted();
    assertThat(errors.get(119)).isGreaterThan(40);
    assertThat(errors.subList(120, 200)).containsOnly(errors.get(119));
    assertThat(fleet.values("ECC_SBE_AGG_TOTAL", 3)).isEqualTo(errors);
    assertThat(fleet.value(199, "CORRECTABLE_REMAPPED_ROWS", 3)).isBetween(1.0, 20.0);
    assertThat(fleet.value(199, "ROW_REMAP_PENDING", 3)).isOne();
    assertThat(fleet.values("ECC_DBE_VOL_TOTAL", 3)).containsOnly(0.0);
    assertThat(fleet.value(199, "CORRECTABLE_REMAPPED_ROWS", 2)).isZero();
  }

  @Test
  void slowGpu_doesTheSameWithLowerClocksAndPower() {
    int busy = busyGpu();
    FaultyFleet healthy = new FaultyFleet(HEALTHY, 40);
    FaultyFleet fleet = FaultyFleet.with(40, fault("" + busy, 20, new Fault.Slow(60)));

    assertThat(fleet.values("GPU_UTIL", busy)).isEqualTo(healthy.values("GPU_UTIL", busy));
    for (int i = 20; i < 40; i++) {
      assertThat(fleet.value(i, "SM_CLOCK", busy)).isEqualTo(1_188);
      assertThat(fleet.value(i, "POWER_USAGE", busy))
          .isLessThan(0.6 * healthy.value(i, "POWER_USAGE", busy));
    }
    assertThat(fleet.value(39, "GPU_TEMP", busy)).isLessThan(healthy.value(39, "GPU_TEMP", busy));
  }

  @Test
  void fault_ofAll_isOfEachGpu() {
    FaultyFleet fleet = FaultyFleet.with(40, fault("all", 30, new Fault.Xid(119)));

    for (int gpu = 0; gpu < 8; gpu++) {
      assertThat(fleet.values("XID_ERRORS", gpu)).hasSize(10).containsOnly(119.0);
    }
  }

  @Test
  void metrics_thatAreAskedForAnyway_areNotYieldedTwice() {
    SimulatorConfig config =
        HEALTHY
            .withMetrics(List.of("XID_ERRORS", "GPU_UTIL"))
            .withFaults(List.of(fault("3", 0, new Fault.Xid(31))));

    assertThat(config.simulated())
        .containsExactly(SimulatedMetric.XID_ERRORS, SimulatedMetric.GPU_UTIL);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1_000})
  void effect_outOfRange_isRefused(int number) {
    assertThatThrownBy(() -> new Fault.Xid(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an XID is 1 to 999, not " + number);
    assertThatThrownBy(() -> new Fault.Slow(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a slow GPU has 1 to 99 percent, not " + number);
  }
}
