package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.FollowedFile.Change;
import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A CSV file that grows, read as {@code tail -F} does: what is appended, and all of a file that
 * takes its place. A last line without its end waits until it is whole. Where it stands is kept
 * nowhere: a new follower begins anew.
 */
public final class CsvFollower implements Source {
  private static final Logger LOG = LoggerFactory.getLogger(CsvFollower.class);

  /** Pieces of a file that are looked at in one call, so that none takes long. */
  private static final int PIECES_MAX = 64;

  private final Path path;
  private final MetricCatalogue catalogue;
  private final Tally tally;
  private final FollowedFile file;
  private final WholeRecords waiting = new WholeRecords();
  private final SeriesLookup series = new SeriesLookup();
  private final boolean fromTheEnd;
  private Optional<Header> header = Optional.empty();

  /** The next record may be a header. */
  private boolean atTheBeginning = true;

  /** What is there cannot be read; only another file can. */
  private boolean unusable;

  private boolean begun;
  private Optional<CsvRows> rows = Optional.empty();
  private volatile Optional<String> problem = Optional.empty();

  /**
   * A follower of a file, which need not be there yet.
   *
   * @param fromTheEnd whether what is there when it begins is left out
   * @param tally where rows are counted that hold no sample
   */
  public CsvFollower(Path path, boolean fromTheEnd, MetricCatalogue catalogue, Tally tally) {
    this.path = path;
    this.fromTheEnd = fromTheEnd;
    this.catalogue = catalogue;
    this.tally = tally;
    this.file = new FollowedFile(path);
  }

  @Override
  public String name() {
    return "csv " + path + ", followed";
  }

  @Override
  public int read(long nowMicros, int max, Sink sink) {
    int count = 0;
    try {
      begin();
      for (int pieces = 0; count < max && pieces < PIECES_MAX; ) {
        Optional<CsvRows.Row> row = rows.flatMap(CsvRows::next);
        if (row.isPresent()) {
          pass(row.get(), sink);
          count++;
        } else {
          pieces++;
          rows = Optional.empty();
          if (!nextPiece()) {
            return count;
          }
        }
      }
    } catch (IOException | SourceException e) {
      failed(String.valueOf(e.getMessage()));
    }
    return count;
  }

  private void pass(CsvRows.Row row, Sink sink) {
    sink.sample(series.of(row.identity()), row.sourceTimeMicros(), row.value());
  }

  private void begin() throws IOException {
    if (begun) {
      return;
    }
    if (!file.open()) {
      failed("there is no file " + path + " yet; it is read when it is there");
    } else if (fromTheEnd) {
      goToTheEnd();
    }
    begun = true;
  }

  private void goToTheEnd() throws IOException {
    try {
      new FollowedStart(path, file).header().ifPresent(this::goOnBehind);
    } catch (SourceException e) {
      // It was looked into here and there; what comes next is no beginning.
      unusable = true;
      failed(String.valueOf(e.getMessage()));
    }
  }

  /** The header was read, and the file stands behind its last line. */
  private void goOnBehind(Header found) {
    header = Optional.of(found);
    atTheBeginning = false;
  }

  /** Makes rows of what is whole; false if nothing is. */
  private boolean nextPiece() throws IOException {
    Optional<String> text = waiting.next();
    if (text.isPresent()) {
      open(text.get());
      return true;
    }
    if (waiting.dropTooLong() && !unusable) {
      tally.record();
      tally.reject(name(), Rejection.TOO_LONG, 0);
    }
    if (file.read(waiting.space()) == 0) {
      return changed();
    }
    if (atTheBeginning && !unusable) {
      unusable = Compressed.of(waiting.first()).isPresent();
      FollowedStart.requirePlain(waiting.first(), path);
    }
    return true;
  }

  /** All that is there was read: whether there is something else now. */
  private boolean changed() throws IOException {
    Change change = file.change();
    if (change == Change.NONE) {
      return false;
    }
    if (change == Change.GONE) {
      failed(path + " is gone; the next file of that name is read from its beginning");
      return false;
    }
    // Nobody will end the last line of a file that lost its name.
    Optional<String> last = change == Change.REPLACED ? waiting.last() : Optional.empty();
    if (last.isPresent()) {
      open(last.get());
    }
    waiting.clear();
    atTheBeginning = true;
    unusable = false;
    succeeded(change);
    return true;
  }

  private void open(String text) throws IOException {
    if (unusable) {
      return;
    }
    if (!atTheBeginning) {
      rows = Optional.of(rows(header, text));
      return;
    }
    atTheBeginning = false;
    try {
      CsvRows opened = rows(Optional.empty(), text);
      header = Optional.of(opened.header());
      rows = Optional.of(opened);
    } catch (SourceException e) {
      // A file that goes on where another one ended has no header of its own.
      unusable = header.isEmpty();
      if (unusable) {
        throw e;
      }
      rows = Optional.of(rows(header, text));
    }
  }

  private CsvRows rows(Optional<Header> known, String text) throws IOException {
    return CsvRows.text(name(), new StringReader(text), known, catalogue, tally);
  }

  private void failed(String what) {
    if (!problem.equals(Optional.of(what))) {
      LOG.warn("{}", what);
    }
    problem = Optional.of(what);
  }

  private void succeeded(Change change) {
    LOG.info("{} is read from its beginning ({})", path, change);
    problem = Optional.empty();
  }

  @Override
  public Optional<String> problem() {
    return problem;
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      LOG.debug("a file that was only read could not be closed", e);
    }
  }
}
