package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.PipelineLoad;
import io.gputelemetry.benchmarks.store.Options.Part;
import io.gputelemetry.benchmarks.store.ask.Written;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.benchmarks.store.fleet.Arrivals;
import io.gputelemetry.benchmarks.store.kill.Kills;
import io.gputelemetry.embedded.Durability;
import io.gputelemetry.embedded.EmbeddedConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Measures the embedded store in a directory of its own below {@code java.io.tmpdir}, which is
 * deleted at the end. Arguments: cases and numbers, see {@link Options}. Exit code 1 if an answer
 * was wrong or the store failed, 2 if an argument is not known.
 */
final class StoreLoad {
  private static final int SMALL_BATCH = 1_000;
  private static final long SMALL_BATCHES = 10_000;
  private static final int WORKERS = 4;

  /** Parts that fill a store of their own. */
  private static final Set<Part> OF_THEIR_OWN =
      Set.of(Part.INGEST_WRITTEN, Part.INGEST_REMOTE, Part.SMALL_BATCHES, Part.KILL);

  private final Options options;
  private final Path directory;
  private final Report report = new Report();

  private StoreLoad(Options options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws Exception {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    Path directory = Files.createTempDirectory("bench-store");
    System.exit(new StoreLoad(options, directory).measure());
  }

  /** The exit code. */
  private int measure() throws Exception {
    try {
      run();
      return 0;
    } catch (WrongAnswerException e) {
      System.err.println("WRONG ANSWER: " + e.getMessage());
      return 1;
    } finally {
      PipelineLoad.remove(directory);
      report.printJson();
    }
  }

  private void run() throws Exception {
    if (!OF_THEIR_OWN.containsAll(options.parts())) {
      Path loaded = Files.createDirectory(directory.resolve("loaded"));
      new Loaded(options, report, new StoreDirectory(loaded)).run();
      PipelineLoad.remove(loaded);
    }
    if (options.parts().contains(Part.INGEST_WRITTEN)) {
      Arrivals arrivals = new Arrivals(options.fleet(), options.batch());
      ingest(Durability.WRITTEN, arrivals, 0, arrivals.ofDay());
    }
    if (options.parts().contains(Part.INGEST_REMOTE)) {
      ingestOverTcp(new Arrivals(options.fleet(), options.batch()));
    }
    if (options.parts().contains(Part.SMALL_BATCHES)) {
      Arrivals arrivals = new Arrivals(options.fleet(), SMALL_BATCH);
      long first = arrivals.fleetStart();
      long end = Math.min(arrivals.ofDay(), first + SMALL_BATCHES);
      ingest(Durability.SYNCED, arrivals, first, end);
      ingest(Durability.WRITTEN, arrivals, first, end);
    }
    if (options.parts().contains(Part.KILL)) {
      new Kills(options, report).run(directory);
    }
  }

  /** As a collector with its workers stores what it got. */
  private void ingestOverTcp(Arrivals arrivals) throws Exception {
    Path path = Files.createDirectory(directory.resolve("over-tcp"));
    try (StoreDirectory.Opened opened =
            new StoreDirectory(path).open(StoreDirectory.CONFIG, Duration.ZERO);
        Door door = Door.of(opened.store())) {
      new IngestReport(report, "ingest %d synced over TCP".formatted(options.batch()))
          .run(door.client(), new Written(arrivals), WORKERS, 0, arrivals.ofDay());
    }
    PipelineLoad.remove(path);
  }

  /** The batches [first, end) into a store that is empty. */
  private void ingest(Durability durability, Arrivals arrivals, long first, long end)
      throws Exception {
    String level = durability.name().toLowerCase(Locale.ROOT);
    String name = "ingest %d %s".formatted(arrivals.most(), level);
    Path path = Files.createDirectory(directory.resolve(name.replace(' ', '-')));
    EmbeddedConfig config = StoreDirectory.CONFIG.withDurability(durability);
    try (StoreDirectory.Opened opened = new StoreDirectory(path).open(config, Duration.ZERO)) {
      new IngestReport(report, name)
          .run(opened.store(), new Written(arrivals), options.writers(), first, end);
    }
    PipelineLoad.remove(path);
  }
}
