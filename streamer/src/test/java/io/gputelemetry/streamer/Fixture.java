package io.gputelemetry.streamer;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.streamer.source.simulator.SimulatedCsv;
import io.gputelemetry.streamer.source.simulator.SimulatorConfig;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** A broker, a clock and files for tests of the streamer. */
final class Fixture {
  final ManualClock clock = new ManualClock();
  final FakeBroker broker = new FakeBroker(clock);

  Streamer.Environment environment() {
    return environment(clock);
  }

  /** With threads that wait for each other time has to pass by itself. */
  Streamer.Environment environment(Clock time) {
    MessageQueue queue = new MessageQueue(broker, Duration.ofSeconds(1));
    return new Streamer.Environment(
        "here", queue, time, new Random(1), new Metrics(), new Drops(time::epochMicros));
  }

  /** A file of {@code ticks} passes over 80 series. */
  static CsvFile file(Path directory, int ticks) {
    SimulatorConfig fleet = SimulatorConfig.of(1, 8, 1);
    StringWriter text = new StringWriter();
    try {
      SimulatedCsv.write(text, fleet, Instant.EPOCH, Duration.ofSeconds(1), ticks);
      Path path = Files.writeString(directory.resolve("fleet.csv"), text.toString());
      return CsvFile.load(path, MetricCatalogue.load());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Worker only(Streamer streamer) {
    return streamer.workers().getFirst();
  }

  /** Steps, letting the time pass that the worker asks for, until it took this many steps. */
  void run(Worker worker, int steps) {
    for (int i = 0; i < steps && !worker.finished(); i++) {
      if (worker.doWork() == 0) {
        clock.advanceMillis(1);
      }
    }
  }

  /** Steps the loop that publishes for this long. */
  void runMillis(Worker worker, long millis) {
    for (long i = 0; i < millis; i++) {
      while (worker.doWork() > 0) {
        // Goes on as long as there is something to do at this moment.
      }
      clock.advanceMillis(1);
    }
  }

  /** Steps both loops of a live source for this long. */
  void runMillis(Streamer streamer, long millis) {
    Intake intake = streamer.intake().orElseThrow();
    for (long i = 0; i < millis; i++) {
      while (intake.doWork() > 0 || only(streamer).doWork() > 0) {
        // Goes on as long as there is something to do at this moment.
      }
      clock.advanceMillis(1);
    }
  }
}
