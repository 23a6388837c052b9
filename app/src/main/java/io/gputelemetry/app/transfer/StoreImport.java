package io.gputelemetry.app.transfer;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.Machine;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.store.ProgressLine;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.streamer.source.csv.Tally;
import io.gputelemetry.telemetry.ImpossibleTime;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads exported rows into a store, batch by batch. The timestamp of a row is its event time, so a
 * row that the store has is a duplicate, however often it is read.
 */
public final class StoreImport {
  /** In place of a file: the standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int TRIES = 10;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Machine machine;
  private final Function<SampleBatch, WriteReceipt> store;
  private final boolean isPatient;
  private final MetricCatalogue catalogue = MetricCatalogue.load();
  private final ImportBatch batch = new ImportBatch();
  private final BadRows bad = new BadRows();
  private long rows;
  private long stored;
  private long duplicates;
  private long conflicts;

  /**
   * Rows that were left out.
   *
   * @param reason of {@code [a-z_]}
   * @param firstPlaces of the first few: file and line
   */
  public record Rejected(String reason, long rows, List<String> firstPlaces) {}

  /**
   * What became of the rows: {@code rows = stored + duplicates + conflicts + rejected}.
   *
   * @param duplicates that the store had already
   * @param conflicts that the store has with another value, which it kept
   */
  public record Imported(
      long rows, long stored, long duplicates, long conflicts, List<Rejected> rejected) {
    /** Whether the store has every row as it was read. */
    public boolean isWhole() {
      return conflicts == 0 && rejected.isEmpty();
    }
  }

  /**
   * Into a store.
   *
   * @param store appends a batch as a store does
   * @param isPatient whether an append that failed may succeed later, as one over a network
   */
  public StoreImport(
      Machine machine, Function<SampleBatch, WriteReceipt> store, boolean isPatient) {
    this.machine = machine;
    this.store = store;
    this.isPatient = isPatient;
  }

  /**
   * Reads files, or the standard input, one after the other.
   *
   * @throws StartException if one cannot be read to its end; what was read before is stored
   */
  public Imported run(List<String> names) throws IOException, InterruptedException {
    try (ProgressLine progress = new ProgressLine(machine)) {
      for (String name : names) {
        read(name, progress);
      }
      return new Imported(rows, stored, duplicates, conflicts, bad.list());
    }
  }

  private void read(String name, ProgressLine progress) throws IOException, InterruptedException {
    boolean isInput = name.equals(STANDARD_INPUT);
    Tally tally = Tally.ofLines(BadRows.LINES_MAX);
    String shown = isInput ? "the standard input" : name;
    try (InputStream bytes = isInput ? machine.in() : opened(name);
        CsvRows read = CsvRows.exported(shown, bytes, catalogue, tally)) {
      for (Optional<CsvRows.Row> row = read.next(); row.isPresent(); row = read.next()) {
        take(row.get(), shown, read.line());
        progress.at(() -> rows + " rows, now of " + shown);
      }
    } catch (SourceException e) {
      append();
      throw new StartException(ExitCode.DAMAGED, e.getMessage() + taken(), e);
    }
    append();
    tally
        .report()
        .rejected()
        .forEach((kind, count) -> {
          rows += count;
          List<Long> lines = tally.firstLines().getOrDefault(kind, List.of());
          bad.add(kind.label(), count, shown, lines);
        });
  }

  private static InputStream opened(String name) {
    try {
      return Files.newInputStream(Path.of(name));
    } catch (IOException e) {
      throw new StartException(
          ExitCode.UNAVAILABLE, name + " cannot be opened (" + e + "); check its name", e);
    }
  }

  private void take(CsvRows.Row row, String file, long line) throws InterruptedException {
    rows++;
    Optional<ImpossibleTime> impossible =
        ImpossibleTime.of(row.sourceTimeMicros(), machine.clock().epochMicros());
    if (impossible.isPresent()) {
      bad.add(impossible.get().label(), 1, file, List.of(line));
      return;
    }
    batch.add(row);
    if (batch.isFull()) {
      append();
    }
  }

  private void append() throws InterruptedException {
    if (machine.end().awaitStop(Duration.ZERO)) {
      throw new StartException(ExitCode.DIFFERENT, "stopped before the end" + taken());
    }
    SampleBatch taken = batch.take();
    WriteReceipt receipt = appended(taken);
    stored += receipt.stored();
    duplicates += receipt.duplicates();
    conflicts += receipt.conflicts();
  }

  private WriteReceipt appended(SampleBatch taken) throws InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return store.apply(taken);
      } catch (StoreException e) {
        if (!isPatient || !e.retryable() || tries == TRIES || machine.end().awaitStop(PAUSE)) {
          throw e;
        }
      }
    }
  }

  private String taken() {
    return stored + duplicates + conflicts == 0
        ? "; nothing was stored"
        : "; %d rows were taken, import all of it again: they will be duplicates"
            .formatted(stored + duplicates + conflicts);
  }
}
