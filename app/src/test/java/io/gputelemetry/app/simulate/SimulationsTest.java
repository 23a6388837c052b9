package io.gputelemetry.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void faults_ofEveryKind_areInTheFile() throws IOException {
    Path file = directory.resolve("fleet.csv");

    ExitCode code =
        app.run(
            "simulate",
            "--csv",
            file.toString(),
            "--hosts",
            "1",
            "--gpus",
            "8",
            "--ticks",
            "90",
            "--drop-gpu",
            "0@10s+20s, 1",
            "--drop-after",
            "80s",
            "--simulate-xid",
            "2@5s:79,3",
            "--simulate-throttle",
            "4@0",
            "--simulate-ecc",
            "5@10s+30s,6:dbe",
            "--simulate-slow",
            "all@10s:50");

    assertThat(code).isEqualTo(ExitCode.FINE);
    List<String> rows = Files.readAllLines(file);
    assertThat(values(rows, "GPU_UTIL", 0)).hasSize(70);
    assertThat(values(rows, "GPU_UTIL", 1)).hasSize(80);
    assertThat(values(rows, "GPU_UTIL", 2)).hasSize(5);
    assertThat(values(rows, "XID_ERRORS", 2)).containsExactly("79");
    assertThat(values(rows, "XID_ERRORS", 3)).hasSize(60).containsOnly("31");
    assertThat(values(rows, "CLOCK_THROTTLE_REASONS", 4)).contains("32");
    assertThat(values(rows, "ECC_SBE_VOL_TOTAL", 5).getLast()).isNotEqualTo("0");
    assertThat(values(rows, "XID_ERRORS", 6)).hasSize(60).containsOnly("48");
    assertThat(values(rows, "ECC_DBE_VOL_TOTAL", 6).getLast()).isEqualTo("1");
    assertThat(IntStream.range(0, 8).mapToObj(gpu -> values(rows, "SM_CLOCK", gpu)))
        .anyMatch(clocks -> clocks.contains("1980") && clocks.contains("990"));
  }

  @Test
  void pods_thatComeAndGo_areInTheFile() throws IOException {
    Path file = directory.resolve("fleet.csv");

    app.run("simulate", "--csv", file.toString(), "--ticks", "300", "--simulate-churn", "20s");

    List<String> pods =
        Files.readAllLines(file).stream()
            .skip(1)
            .map(row -> row.split("\",\"", -1)[8])
            .distinct()
            .toList();
    assertThat(pods).contains("").hasSizeGreaterThan(50);
  }

  private static List<String> values(List<String> rows, String metric, int gpu) {
    return rows.stream()
        .filter(row -> row.contains("\"DCGM_FI_DEV_" + metric + "\",\"" + gpu + "\""))
        .map(row -> row.split("\",\"", -1)[10])
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "--drop-gpu~ 8~ simulate-lost (flag --drop-gpu): there is no GPU 8; give a uuid, a number"
            + " from 0 to 7",
        "--simulate-lost~ 0:5~ simulate-lost cannot be '0:5' (flag --simulate-lost): '0:5' is not"
            + " GPU",
        "--simulate-lost~ 3@1m+0s~ '3@1m+0s' lasts no time",
        "--simulate-xid~ 8~ simulate-xid (flag --simulate-xid): there is no GPU 8; give a uuid",
        "--simulate-xid~ 1+5s~ simulate-xid cannot be '1+5s' (flag --simulate-xid): '1+5s' is not"
            + " GPU[@",
        "--simulate-xid~ 1:0~ CODE is 1 to 999, not 0; valid: GPU[@AFTER][:CODE]",
        "--simulate-xid~ 1,~ '' is not GPU[@AFTER][:CODE]",
        "--simulate-throttle~ 1@soon~ not a duration",
        "--simulate-throttle~ 1@5s:x~ '1@5s:x' is not GPU[@AFTER][+FOR]",
        "--simulate-ecc~ 1:xbe~ neither sbe nor dbe",
        "--simulate-slow~ 1:100~ PERCENT is 1 to 99, not 100; valid: GPU[@",
        "--simulate-churn~ often~ simulate-churn cannot be 'often'",
        "--simulate-slow~ GPU-1~ simulate-slow (flag --simulate-slow): there is no GPU GPU-1"
      })
  void fault_malformedOrOfNoGpu_isOneLineThatNamesTheFlag(
      String flag, String value, String message) {
    Path file = directory.resolve("fleet.csv");

    ExitCode code =
        app.run("simulate", "--csv", file.toString(), "--hosts", "1", "--gpus", "8", flag, value);

    assertThat(code).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains(message).hasLineCount(1);
    assertThat(file).doesNotExist();
  }
}
