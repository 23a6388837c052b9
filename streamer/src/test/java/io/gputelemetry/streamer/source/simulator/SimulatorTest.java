package io.gputelemetry.streamer.source.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {
  private static final SimulatorConfig DEFAULTS = SimulatorConfig.defaults();

  private static SimulatorConfig lost(SimulatorConfig fleet, String gpu, Duration after) {
    return fleet.withFaults(List.of(new Fault(gpu, after, Optional.empty(), new Fault.Lost())));
  }

  /** One tick: the value of each series by index. */
  private static double[] tick(Simulator simulator) {
    int size = simulator.series().size();
    List<Double> values = new ArrayList<>();
    assertThat(simulator.read(0, size, (series, time, source, value) -> values.add(value)))
        .isEqualTo(size);
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Its number in a fleet of hosts with four. */
  private static int gpu(SourceSeries series) {
    Gpu gpu = series.identity().gpu();
    return (gpu.hostname().endsWith("1") ? 0 : 4) + gpu.gpuId();
  }

  private static List<SeriesIdentity> identities(Simulator simulator) {
    return simulator.series().stream().map(SourceSeries::identity).toList();
  }

  @Test
  void fleet_byDefault_hasTheShapeOfACapture() {
    List<SeriesIdentity> series = identities(new Simulator(DEFAULTS));

    assertThat(series).hasSize(4 * 8 * 10);
    assertThat(series.stream().map(s -> s.gpu().uuid()).distinct()).hasSize(32);
    assertThat(series.stream().map(s -> s.gpu().hostname()).distinct()).hasSize(4);
    assertThat(series.stream().map(s -> s.attribution().labels()).distinct()).hasSize(1);
    assertThat(series.stream().map(s -> s.series().metric()).distinct())
        .containsExactlyElementsOf(SimulatorConfig.metricNames().subList(0, 10));
  }

  @Test
  void values_ofTheSameSeed_areTheSame() {
    Simulator one = new Simulator(DEFAULTS);
    Simulator other = new Simulator(DEFAULTS);
    for (int i = 0; i < 50; i++) {
      assertThat(tick(one)).isEqualTo(tick(other));
    }
    assertThat(identities(new Simulator(DEFAULTS))).isEqualTo(identities(one));
    assertThat(tick(new Simulator(SimulatorConfig.of(4, 8, 2))))
        .isNotEqualTo(tick(new Simulator(DEFAULTS)));
  }

  @Test
  void values_overHours_staySensibleAndBelongTogether() {
    Simulator simulator = new Simulator(DEFAULTS);
    Set<Double> utilizations = new TreeSet<>();
    for (int i = 0; i < 3_000; i++) {
      double[] values = tick(simulator);
      for (int gpu = 0; gpu < 32; gpu++) {
        double utilization = values[gpu];
        utilizations.add(utilization);
        assertThat(utilization).isBetween(0.0, 100.0);
        assertThat(values[32 + gpu]).isBetween(0.0, utilization);
        assertThat(values[2 * 32 + gpu]).isBetween(60.0, 700.0);
        assertThat(values[2 * 32 + gpu] > 300).isEqualTo(utilization > 40);
        assertThat(values[3 * 32 + gpu]).isBetween(20.0, 80.0);
        assertThat(values[4 * 32 + gpu] + values[5 * 32 + gpu]).isEqualTo(81_007);
        assertThat(values[8 * 32 + gpu] > 1_000).isEqualTo(utilization > 0);
      }
    }
    assertThat(utilizations).contains(0.0).hasSizeGreaterThan(30);
  }

  @Test
  void read_inPieces_goesOnWhereItStopped() {
    Simulator whole = new Simulator(DEFAULTS);
    Simulator pieces = new Simulator(DEFAULTS);
    List<String> expected = new ArrayList<>();
    List<String> actual = new ArrayList<>();
    whole.read(
        0, 1_000, (series, time, source, value) -> expected.add(series.identity() + "=" + value));
    for (int i = 0; i < 100; i++) {
      assertThat(
              pieces.read(
                  0,
                  10,
                  (series, time, source, value) -> actual.add(series.identity() + "=" + value)))
          .isEqualTo(10);
    }

    assertThat(actual).isEqualTo(expected);
  }

  @Test
  void gpu_dropped_fallsSilentAtItsTime() {
    Simulator simulator =
        new Simulator(lost(SimulatorConfig.of(2, 4, 5), "6", Duration.ofSeconds(30)));
    for (int i = 0; i < 30; i++) {
      assertThat(simulator.read(i, 80, (series, time, source, value) -> {})).isEqualTo(80);
    }
    TreeSet<Integer> gpus = new TreeSet<>();
    int count = simulator.read(30, 80, (series, time, source, value) -> gpus.add(gpu(series)));

    assertThat(count).isEqualTo(70);
    assertThat(gpus).hasSize(7).doesNotContain(6);
  }

  @Test
  void gpu_droppedByUuidAndAlone_yieldsNothing() {
    SimulatorConfig one = SimulatorConfig.of(1, 1, 1);
    String uuid = identities(new Simulator(one)).getFirst().gpu().uuid();
    Simulator silent = new Simulator(lost(one, uuid, Duration.ZERO));

    assertThat(silent.read(0, 1_000, (series, time, source, value) -> {})).isZero();
  }

  /** A fleet with faults and pods, read at these times: 80 observations at each. */
  private static List<String> read(long... micros) {
    Fault lost =
        new Fault("3", Duration.ofSeconds(5), Optional.of(Duration.ofSeconds(9)), new Fault.Lost());
    Fault slow = new Fault("all", Duration.ofSeconds(9), Optional.empty(), new Fault.Slow(60));
    Simulator simulator =
        new Simulator(
            SimulatorConfig.of(2, 4, 5)
                .withFaults(List.of(lost, slow))
                .withChurn(Duration.ofSeconds(5)));
    List<String> read = new ArrayList<>();
    for (long now : micros) {
      simulator.read(
          now, 80, (series, time, source, value) -> read.add(series.identity() + "=" + value));
    }
    return read;
  }

  @Test
  void values_dependOnTheTickAndNotOnTheClock() {
    long[] seconds = LongStream.range(0, 40).map(i -> i * 1_000_000).toArray();
    List<String> expected = read(seconds);

    assertThat(expected).hasSizeLessThan(40 * 80);
    assertThat(read(new long[40])).isEqualTo(expected);
    assertThat(read(LongStream.range(0, 40).map(i -> i * i * 70_000_000).toArray()))
        .as("with pauses")
        .isEqualTo(expected);
    assertThat(read(LongStream.range(0, 40).map(i -> -i * 3_000_000).toArray()))
        .as("with a clock that is set back")
        .isEqualTo(expected);
  }

  @Test
  void fleet_silentAltogether_isSoForItsSeconds() {
    Fault lost =
        new Fault(
            "all", Duration.ofSeconds(1), Optional.of(Duration.ofSeconds(3)), new Fault.Lost());
    Simulator simulator = new Simulator(SimulatorConfig.of(1, 1, 1).withFaults(List.of(lost)));
    List<Integer> counts = new ArrayList<>();
    // The clock is set back once, in the second second of silence.
    for (long now : new long[] {0, 0, 500, 999, 1_000, 1_500, 500, 1_499, 1_500, 1_501}) {
      counts.add(simulator.read(now * 1_000, 10, (series, time, source, value) -> {}));
    }

    assertThat(counts).containsExactly(10, 0, 0, 0, 0, 0, 0, 0, 10, 10);
  }

  @Test
  void fleet_silentAltogether_passesOneTickInACall() {
    Fault lost =
        new Fault("all", Duration.ZERO, Optional.of(Duration.ofSeconds(2)), new Fault.Lost());
    Simulator simulator = new Simulator(SimulatorConfig.of(1, 1, 1).withFaults(List.of(lost)));

    assertThat(simulator.read(0, 1_000, (series, time, source, value) -> {})).isZero();
    assertThat(simulator.read(1_000_000, 1_000, (series, time, source, value) -> {})).isZero();
    assertThat(simulator.read(2_000_000, 1_000, (series, time, source, value) -> {}))
        .isEqualTo(1_000);
  }

  @Test
  void config_impossible_isRefusedWithTheReason() {
    assertThatThrownBy(() -> DEFAULTS.withMetrics(List.of("DCGM_FI_DEV_NOTHING")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("DCGM_FI_DEV_NOTHING")
        .hasMessageContaining("DCGM_FI_DEV_GPU_UTIL");
    assertThatThrownBy(() -> DEFAULTS.withMetrics(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> DEFAULTS.withMetrics(List.of("GPU_UTIL", "DCGM_FI_DEV_GPU_UTIL")))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> SimulatorConfig.of(0, 8, 1))
        .isInstanceOf(IllegalArgumentException.class);
    for (String gpu : List.of("8", "-1", "01", "GPU-1", "")) {
      assertThatThrownBy(() -> lost(SimulatorConfig.of(2, 4, 5), gpu, Duration.ZERO))
          .hasMessage("there is no GPU " + gpu + "; give a uuid, a number from 0 to 7, or all");
    }
  }

  @Test
  void everyMetric_isSimulatedAndKnownAndBlankWithoutAnXid() {
    Simulator simulator =
        new Simulator(SimulatorConfig.of(2, 4, 5).withMetrics(SimulatorConfig.metricNames()));
    MetricCatalogue catalogue = MetricCatalogue.load();
    Set<String> yielded = new TreeSet<>();

    simulator.read(
        0,
        25 * 8,
        (series, time, source, value) -> yielded.add(series.identity().series().metric()));

    assertThat(SimulatorConfig.metricNames())
        .hasSize(26)
        .allSatisfy(name -> assertThat(catalogue.byName(name)).isPresent())
        .filteredOn(name -> !yielded.contains(name))
        .containsExactly("DCGM_FI_DEV_XID_ERRORS");
  }

  @Test
  void csv_ofAFleet_isReadBackAsItWas(@TempDir Path directory) throws IOException {
    StringWriter text = new StringWriter();
    Instant start = Instant.parse("2025-07-18T20:42:34Z");
    SimulatedCsv.write(text, DEFAULTS, start, Duration.ofSeconds(1), 3);
    Path path = Files.writeString(directory.resolve("fleet.csv"), text.toString());

    CsvFile file = CsvFile.load(path, MetricCatalogue.load());

    assertThat(text.toString().lines().findFirst())
        .contains(
            "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,"
                + "value,labels_raw");
    assertThat(file.rows()).isEqualTo(3 * 320);
    Simulator again = new Simulator(DEFAULTS);
    assertThat(file.series().identities()).isEqualTo(identities(again));
    for (int t = 0; t < 3; t++) {
      double[] values = tick(again);
      for (int i = 0; i < values.length; i++) {
        assertThat(file.value(t * 320 + i)).isEqualTo(values[i]);
        assertThat(file.sourceTime(t * 320 + i))
            .isEqualTo(start.plusSeconds(t).toEpochMilli() * 1000);
      }
    }
  }
}
