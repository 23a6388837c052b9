package io.gputelemetry.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulationsTest {
  private final TestApp app = new TestApp();

  @TempDir private Path directory;

  @Test
  void simulate_writesAFileWithARowForEachMetricOfEachGpuAndTick() throws IOException {
    Path file = directory.resolve("fleet.csv");

    ExitCode code =
        app.run(
            "simulate",
            "--csv",
            file.toString(),
            "--hosts",
            "2",
            "--gpus",
            "3",
            "--ticks",
            "4",
            "--seed",
            "7");

    assertThat(code).isEqualTo(ExitCode.FINE);
    assertThat(Files.readAllLines(file)).hasSize(1 + 2 * 3 * 4 * 10);
    assertThat(app.machine.err()).isEqualTo("gpu-telemetry: wrote " + file + "\n");
  }

  @Test
  void file_thatExists_isNotOverwritten() throws IOException {
    Path file = Files.writeString(directory.resolve("fleet.csv"), "mine");

    assertThat(app.run("simulate", "--csv", file.toString())).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(app.machine.err()).contains("exists already; remove it").hasLineCount(1);
    assertThat(file).hasContent("mine");
  }

  @Test
  void file_thatCannotBeWrittenOrIsNotNamed_isOneLine() {
    Path file = directory.resolve("none").resolve("fleet.csv");
    assertThat(app.run("simulate", "--csv", file.toString())).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(app.machine.err()).contains("cannot be written").hasLineCount(1);

    assertThat(app.run("simulate")).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("simulate needs --csv FILE").hasLineCount(2);
  }

  @Test
  void fleet_tooLarge_isRefused() {
    Path file = directory.resolve("fleet.csv");
    ExitCode code =
        app.run("simulate", "--csv", file.toString(), "--hosts", "20000", "--gpus", "64");
    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("the simulated fleet:").hasLineCount(1);
    assertThat(file).doesNotExist();
  }
}
