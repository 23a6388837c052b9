package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.PipelineLoad;
import io.gputelemetry.benchmarks.store.Options.Part;
import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import io.gputelemetry.benchmarks.store.kill.Kills;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Measures the embedded store in a directory of its own below {@code java.io.tmpdir}, which is
 * deleted at the end. Arguments: cases and numbers, see {@link Options}. Exit code 1 if an answer
 * was wrong or the store failed, 2 if an argument is not known.
 */
final class StoreLoad {
  private static final int SMALL_BATCH = 1_000;
  private static final long SMALL_BATCHES = 10_000;

  /** Parts that fill a store of their own. */
  private static final Set<Part> OF_THEIR_OWN = Set.of(Part.SMALL_BATCHES, Part.KILL);

  private StoreLoad() {}

  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      measure(options);
    } catch (WrongAnswerException e) {
      System.err.println("WRONG ANSWER: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(Options options) throws Exception {
    Path directory = Files.createTempDirectory("bench-store");
    Report report = new Report();
    try {
      if (!OF_THEIR_OWN.containsAll(options.parts())) {
        Path loaded = Files.createDirectory(directory.resolve("loaded"));
        new Loaded(options, report, new StoreDirectory(loaded)).run();
        PipelineLoad.remove(loaded);
      }
      if (options.parts().contains(Part.SMALL_BATCHES)) {
        smallBatches(options, report, Files.createDirectory(directory.resolve("small")));
      }
      if (options.parts().contains(Part.KILL)) {
        new Kills(options, report).run(directory);
      }
    } finally {
      PipelineLoad.remove(directory);
      report.printJson();
    }
  }

  /** Batches of a thousand, of all GPUs. */
  private static void smallBatches(Options options, Report report, Path path) throws Exception {
    Arrivals arrivals = new Arrivals(options.fleet(), SMALL_BATCH);
    try (StoreDirectory.Opened opened = new StoreDirectory(path).open()) {
      long first = arrivals.fleetStart();
      new IngestReport(report, "ingest %d synced".formatted(SMALL_BATCH))
          .run(
              opened.store(),
              new Written(arrivals),
              options.writers(),
              first,
              Math.min(arrivals.ofDay(), first + SMALL_BATCHES));
    }
  }
}
