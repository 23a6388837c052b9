package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The all-in-one process, as a process of its own, with the same directory and ports at every
 * start.
 */
final class PipelineProcess {
  private final Path directory;
  private final Path csv;
  private final Ports ports;
  private final long passes;

  PipelineProcess(Path directory, Path csv, Ports ports, long passes) {
    this.directory = directory;
    this.csv = csv;
    this.ports = ports;
    this.passes = passes;
  }

  /** The file in which it notes what it is doing. */
  Path phaseFile() {
    return directory.resolve("phases");
  }

  /** Starts it. Its output is appended to {@code log} in the directory. */
  Process start(String rate) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                TracedApp.class.getName()));
    command.add(phaseFile().toString());
    command.add("all");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()));
    builder.environment().putAll(settings(rate));
    return builder.start();
  }

  private Map<String, String> settings(String rate) {
    return Map.of(
        "DATA_DIR",
        directory.resolve("data").toString(),
        "CSV_PATH",
        csv.toString(),
        "PASSES",
        Long.toString(passes),
        "RATE",
        rate,
        "PORT",
        Integer.toString(ports.api()),
        "TCP_ADDR",
        "127.0.0.1:" + ports.tcp(),
        "HTTP_ADDR",
        "127.0.0.1:" + ports.http(),
        "STORE_HEAD_BYTES",
        "64KiB",
        "LOG_FORMAT",
        "text",
        "VISIBILITY_TIMEOUT_SECONDS",
        "5");
  }

  /** That of this test. */
  static String classPath() {
    return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
        .orElseGet(() -> System.getProperty("java.class.path"));
  }

  /** Ends it as the kernel would, and waits until it is gone. */
  static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " survived a kill");
    }
  }
}
