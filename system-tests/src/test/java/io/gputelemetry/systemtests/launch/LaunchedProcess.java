package io.gputelemetry.systemtests.launch;

import io.gputelemetry.systemtests.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A role, started by {@code bin/gpu-telemetry}; closing it asks it to stop and kills it if it does
 * not.
 */
public record LaunchedProcess(Process process, Path log) implements AutoCloseable {

  /** Starts a role with these environment variables and flags. */
  public static LaunchedProcess start(
      Path directory, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Project.root().resolve("bin/gpu-telemetry").toString()));
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile(directory, arguments[0], ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    return new LaunchedProcess(builder.start(), log);
  }

  /** Everything it printed so far. */
  public String output() throws IOException {
    return Files.readString(log);
  }

  /** Waits until it printed something that matches; the match. */
  public MatchResult await(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    AtomicReference<String> printed = new AtomicReference<>("");
    Awaitility.await("output that matches " + pattern)
        .atMost(Duration.ofSeconds(60))
        .until(() -> {
          boolean ended = !process.isAlive();
          printed.set(output());
          return ended || compiled.matcher(printed.get()).find();
        });
    return compiled
        .matcher(printed.get())
        .results()
        .findFirst()
        .orElseThrow(() -> new AssertionError("it ended without " + pattern + ":\n" + printed));
  }

  /** Asks it to stop, as Ctrl-C or an orchestrator does, and tells its exit code. */
  public int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not stop within 30 seconds");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (process.waitFor(20, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
