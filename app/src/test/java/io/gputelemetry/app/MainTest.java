package io.gputelemetry.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executable as a process of its own: its streams, its exit codes, and signals. */
final class MainTest {
  @TempDir private Path directory;

  @Test
  void version_isTheOnlyOutput() throws Exception {
    Process process = start("--version");

    assertThat(process.inputReader(UTF_8).readAllAsString())
        .startsWith("gpu-telemetry ")
        .hasLineCount(1);
    assertThat(process.errorReader(UTF_8).readAllAsString()).isEmpty();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void setting_thatIsWrong_isTheOnlyOutput() throws Exception {
    Process process = start("broker", "--tcp-addr", "nonsense");

    assertThat(process.inputReader(UTF_8).readAllAsString()).isEmpty();
    assertThat(process.errorReader(UTF_8).readAllAsString()).contains("tcp-addr").hasLineCount(1);
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void sigterm_stopsGracefullyWithExitCodeZero() throws Exception {
    Process process = start("broker", "--log-format", "text");
    BufferedReader errors = process.errorReader(UTF_8);
    assertThat(errors.readLine()).startsWith("gpu-telemetry: ready: queue tcp://127.0.0.1:");

    process.toHandle().destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(process.inputReader(UTF_8).readAllAsString()).endsWith("RunningRoles: stopped\n");
    assertThat(errors.readAllAsString()).isEmpty();
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add("io.gputelemetry.app.Main");
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "DATA_DIR", directory.resolve("data").toString(),
                "TCP_ADDR", ":0",
                "HTTP_ADDR", ":0"));
    return builder.start();
  }
}
