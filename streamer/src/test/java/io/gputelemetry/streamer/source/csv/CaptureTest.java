package io.gputelemetry.streamer.source.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.streamer.source.simulator.SimulatedCsv;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A DCGM capture, read and encoded: the one that {@code GPU_TELEMETRY_CAPTURE} or {@code
 * ../shared/data} has, or else a generated file of the same shape.
 */
class CaptureTest {
  private static final int SERIES = 2_470;
  @TempDir private Path directory;

  private Path capture() throws IOException {
    Optional<String> named = Optional.ofNullable(System.getenv("GPU_TELEMETRY_CAPTURE"));
    if (named.isPresent()) {
      return Path.of(named.get());
    }
    Path shared = Path.of("..", "..", "shared", "data");
    if (Files.isDirectory(shared)) {
      try (Stream<Path> files = Files.list(shared)) {
        Optional<Path> csv = files.filter(file -> file.toString().endsWith(".csv")).findFirst();
        if (csv.isPresent()) {
          return csv.get();
        }
      }
    }
    return generated();
  }

  private Path generated() throws IOException {
    Path path = directory.resolve("capture.csv");
    SimulatorConfig fleet = SimulatorConfig.of(13, 19, 1);
    try (BufferedWriter writer = Files.newBufferedWriter(path)) {
      SimulatedCsv.write(writer, fleet, Instant.EPOCH, Duration.ofSeconds(1), 1);
    }
    return path;
  }

  @Test
  void capture_isReadWholeAndEncodedSmall() throws IOException {
    CsvFile file = CsvFile.load(capture(), MetricCatalogue.load());

    assertThat(file.rows()).isEqualTo(SERIES);
    assertThat(file.series().keyCount()).isEqualTo(SERIES);
    assertThat(file.report().rejected()).isEmpty();
    assertThat(file.report().absent()).isEmpty();
    assertThat(
            file.series().identities().stream()
                .map(SeriesIdentity::attribution)
                .map(attribution -> attribution.labels())
                .collect(Collectors.toSet()))
        .hasSize(1)
        .doesNotContain(LabelTemplate.EMPTY);
    SampleBatch.Builder builder = new SampleBatch.Builder(file.series().identities());
    for (int i = 0; i < 10_000; i++) {
      int row = i % file.rows();
      builder.add(file.series(row), i / file.rows(), file.sourceTime(row), file.value(row));
    }
    assertThat(new SampleBatchCodec().encode(builder.build()).remaining()).isLessThan(30_000);
  }
}
