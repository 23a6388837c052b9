package io.gputelemetry.app.demo;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.app.simulate.Simulations;
import io.gputelemetry.streamer.source.csv.CsvPaths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Runs a file (or a generated one) through a whole pipeline, waits until everything has arrived,
 * and compares. It needs an empty data directory, so that its figures are those of the file;
 * without one it uses a temporary one and removes it.
 */
public final class Demo {
  private static final Duration PACE = Duration.ofMillis(50);

  /** Without any progress for this long, what is missing will not come. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A running pipeline, as it is seen from outside. */
  public interface Pipeline extends AutoCloseable {
    /** Where the API is, with a slash at the end. */
    String apiUrl();

    /** Where the queue's HTTP paths are, with a slash at the end. */
    String queueUrl();

    /** What to present there. */
    Optional<String> token();

    @Override
    void close();
  }

  private final Machine machine;
  private final Function<Settings, Pipeline> pipelines;

  /**
   * A demo on this machine.
   *
   * @param pipelines starts one
   */
  public Demo(Machine machine, Function<Settings, Pipeline> pipelines) {
    this.machine = machine;
    this.pipelines = pipelines;
  }

  /** Runs it; the last line on the standard output has the figures. */
  public ExitCode run(Settings settings) {
    if (settings.get(StreamerSettings.PASSES) == 0) {
      throw new BadSettingException("a demo is finite: passes cannot be endless");
    }
    try (TemporaryDirectory temporary = TemporaryDirectory.create()) {
      return pass(prepared(settings, temporary.path()));
    } catch (IOException e) {
      throw new StartException(ExitCode.IO, "the demo failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(ExitCode.DIFFERENT, "the demo was interrupted", e);
    }
  }

  private static void requireEmpty(Path data) throws IOException {
    if (Files.isDirectory(data)) {
      try (var entries = Files.list(data)) {
        if (entries.findAny().isPresent()) {
          throw new StartException(
              ExitCode.UNAVAILABLE,
              "the data directory "
                  + data
                  + " is not empty, so the figures would not be those of"
                  + " the file; name another directory, or none for a temporary one");
        }
      }
    }
  }

  private Settings prepared(Settings settings, Path temporary) throws IOException {
    Settings prepared = settings;
    if (settings.find(ProcessSettings.DATA_DIR).isEmpty()) {
      prepared = prepared.with(ProcessSettings.DATA_DIR, temporary.resolve("data").toString());
    }
    requireEmpty(Path.of(prepared.get(ProcessSettings.DATA_DIR)));
    requireWhole(settings);
    if (settings.find(StreamerSettings.CSV_PATH).isEmpty()) {
      Path file = temporary.resolve("fleet.csv");
      Simulations.write(machine, settings, 1, file);
      prepared = prepared.with(StreamerSettings.CSV_PATH, file.toString());
    }
    return prepared;
  }

  /** What it compares with is counted once. */
  private static void requireWhole(Settings settings) {
    if (!settings.get(StreamerSettings.CSV_FOLLOW).equals("false")) {
      throw new BadSettingException("demo reads a file that is whole; remove csv-follow");
    }
  }

  private ExitCode pass(Settings settings) throws IOException, InterruptedException {
    long passes = settings.get(StreamerSettings.PASSES);
    try (Pipeline pipeline = pipelines.apply(settings);
        Readings readings = new Readings(pipeline, settings.get(QueueSettings.TOPIC))) {
      CsvCount file = CsvCount.of(CsvPaths.of(settings.get(StreamerSettings.CSV_PATH)));
      machine
          .err()
          .println("gpu-telemetry: API " + pipeline.apiUrl() + ", queue " + pipeline.queueUrl());
      file.leftOutText().ifPresent(text -> machine.err().println("gpu-telemetry: " + text));
      awaitDrained(readings, file.rows() * passes);
      return judged(readings.figures(file, passes), file, passes);
    }
  }

  private void awaitDrained(Readings readings, long rows) throws IOException, InterruptedException {
    long arrived = readings.arrived();
    long changed = machine.clock().monotonicNanos();
    long told = changed - PROGRESS_NANOS;
    while ((arrived < rows || readings.unacknowledged() > 0)
        && machine.clock().monotonicNanos() - changed < PATIENCE_NANOS) {
      long now = machine.clock().monotonicNanos();
      if (now - told >= PROGRESS_NANOS) {
        machine.err().println("gpu-telemetry: " + arrived + " of " + rows + " samples stored");
        told = now;
      }
      if (machine.end().awaitStop(PACE)) {
        throw new StartException(ExitCode.DIFFERENT, "the demo was stopped before its end");
      }
      long next = readings.arrived();
      changed = next == arrived ? changed : now;
      arrived = next;
    }
  }

  private ExitCode judged(Figures figures, CsvCount file, long passes) {
    List<String> differences = figures.differences(file, passes);
    differences.forEach(line -> machine.err().println("gpu-telemetry: " + line));
    machine.out().println(figures.json());
    return differences.isEmpty() ? ExitCode.FINE : ExitCode.DIFFERENT;
  }
}
