package io.gputelemetry.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoTest {
  private final TestApp app = new TestApp();

  @TempDir private Path directory;

  @Test
  void demo_onAGeneratedFile_agreesWithIt() {
    assertThat(app.run("demo", "--hosts", "3", "--gpus", "4")).isEqualTo(ExitCode.FINE);
    assertThat(app.machine.out())
        .isEqualTo(
            "{\"gpus\":12,\"metrics\":10,\"published\":120,\"stored\":120,\"duplicates\":0,\"lost\":0}\n");
  }

  @Test
  void demo_onAFileInADirectory_agreesWithItAndLeavesTheDataThere() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.csv"),
            """
            metric_name,gpu_id,uuid,value
            A,0,GPU-1,1
            B,0,GPU-1,"2"
            A,1,GPU-2,3
            A,1,GPU-2,not a number
            """);
    Path data = directory.resolve("data");
    app.environment.put("TOKEN", "a-good-token");

    ExitCode code =
        app.run(
            "demo", "--csv-path", file.toString(), "--passes", "2", "--data-dir", data.toString());

    assertThat(app.machine.out())
        .isEqualTo(
            "{\"gpus\":2,\"metrics\":2,\"published\":6,\"stored\":6,\"duplicates\":0,\"lost\":0}\n");
    assertThat(code).isEqualTo(ExitCode.FINE);
    assertThat(data).isNotEmptyDirectory();

    assertThat(app.run("demo", "--data-dir", data.toString())).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(app.machine.err()).contains("is not empty");
  }

  @Test
  void demo_withoutEnd_isRefused() {
    assertThat(app.run("demo", "--passes", "endless")).isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("passes cannot be endless").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/*.csv"})
  void demo_onADirectoryOrGlob_agreesWithAllOfItsFiles(String pattern) throws IOException {
    Files.writeString(directory.resolve("a.csv"), "metric_name,uuid,value\nA,GPU-1,1\n");
    Files.writeString(directory.resolve("b.csv"), "uuid,value,metric_name\nGPU-2,1,B\n");

    assertThat(app.run("demo", "--csv-path", directory + pattern)).isEqualTo(ExitCode.FINE);
    assertThat(app.machine.out()).startsWith("{\"gpus\":2,\"metrics\":2,\"published\":2,");
  }

  @Test
  void demo_onAFileWithRowsThatAreLeftOut_agreesAndSaysWhich() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("a.csv"),
            "metric_name,uuid,value\nA,GPU-1,1\nA,GPU-1,9223372036854775794\nA,G\0,1\nA,"
                + "x".repeat(70_000)
                + ",1\n");

    assertThat(app.run("demo", "--csv-path", file.toString())).isEqualTo(ExitCode.FINE);
    assertThat(app.machine.err())
        .contains(
            "3 rows of the file are left out: {bad_row_nul=1, bad_row_too_long=1,"
                + " no_value_not_supported=1}");
    assertThat(app.machine.out()).contains("\"stored\":1,").contains("\"lost\":0}");
  }

  @Test
  void demo_onAFileThatGrowsOrIsNotThere_isRefused() {
    assertThat(app.run("demo", "--csv-path", directory + "/a.csv", "--csv-follow", "end"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(app.machine.err()).contains("remove csv-follow").hasLineCount(1);
    assertThat(app.run("demo", "--csv-path", directory + "/*.csv")).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(app.machine.err()).contains("no file matches").hasLineCount(2);
  }

  @Test
  void demo_stopped_saysSo() {
    app.machine.stop();
    assertThat(app.run("demo", "--rate", "1")).isEqualTo(ExitCode.DIFFERENT);
    assertThat(app.machine.err()).contains("stopped before its end");
  }
}
