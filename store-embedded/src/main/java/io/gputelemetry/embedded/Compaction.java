package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Writes all rows of several files into one, series by series. Keeps the rows of one series of one
 * window in memory, nothing more. Runs beside the owner thread, which gives the result its name.
 */
final class Compaction {
  private final List<SealedFile> inputs;
  private final SealedWriter writer;
  private final BooleanSupplier stopped;
  private final Columns chunk = new Columns(SealedWriter.MAX_ROWS);
  private final RowSorter rows = new RowSorter();

  /**
   * Does nothing yet.
   *
   * @param writer of the new file; closed in the end
   * @param stopped says that nobody needs the result any more
   */
  Compaction(List<SealedFile> inputs, SealedWriter writer, BooleanSupplier stopped) {
    this.inputs = inputs;
    this.writer = writer;
    this.stopped = stopped;
  }

  /** What became of it. */
  sealed interface Outcome {
    /** The new file is there, under its temporary name. */
    record Written(List<SealedFile> inputs, SealedWriter.Finished file) implements Outcome {}

    /** One of the files cannot be read. */
    record Damaged(SealedFile input, DamagedFileException damage) implements Outcome {}

    /** The disk failed. */
    record Failed(IOException cause) implements Outcome {}

    /** Nobody needs it. */
    record Stopped() implements Outcome {}
  }

  Outcome run() {
    List<Input> open = new ArrayList<>();
    try (writer) {
      int turns = 0;
      for (SealedFile file : inputs) {
        Input input = new Input(file, turns);
        open.add(input);
        turns += input.reader.turns();
      }
      return merge(open);
    } catch (InputDamaged e) {
      return new Outcome.Damaged(e.input, e.damage);
    } catch (IOException e) {
      return new Outcome.Failed(e);
    } finally {
      open.forEach(Input::close);
    }
  }

  private Outcome merge(List<Input> open) throws IOException {
    for (int series = next(open); series < Integer.MAX_VALUE; series = next(open)) {
      if (stopped.getAsBoolean()) {
        return new Outcome.Stopped();
      }
      for (Input input : open) {
        input.take(series);
      }
      int next = series;
      rows.forEachChunk(SealedWriter.MAX_ROWS, chunk, () -> writer.add(next, chunk));
    }
    for (Input input : open) {
      input.copyTurns();
    }
    long logEnd = inputs.stream().mapToLong(SealedFile::logEnd).max().orElse(0);
    long[] replaced = inputs.stream().mapToLong(SealedFile::ordinal).toArray();
    return new Outcome.Written(inputs, writer.finish(logEnd, replaced));
  }

  private static int next(List<Input> open) throws IOException {
    int next = Integer.MAX_VALUE;
    for (Input input : open) {
      next = Math.min(next, input.series());
    }
    return next;
  }

  /** A file that is read from front to back. */
  private final class Input implements Closeable {
    private final SealedFile file;
    private final SealedReader reader;
    private final int firstTurn;
    private int at;

    Input(SealedFile file, int firstTurn) throws IOException {
      this.file = file;
      this.firstTurn = firstTurn;
      reader = file.readAll();
    }

    /** The series of its next chunk; {@code Integer.MAX_VALUE} at the end. */
    int series() throws IOException {
      try {
        return at < reader.chunks() ? reader.entry(at).series() : Integer.MAX_VALUE;
      } catch (DamagedFileException e) {
        throw new InputDamaged(file, e);
      }
    }

    /** Takes all chunks of a series, if they are next. */
    void take(int series) throws IOException {
      try {
        while (at < reader.chunks() && reader.entry(at).series() == series) {
          IndexEntry entry = reader.entry(at++);
          reader.read(entry, chunk);
          reader.readIngests(chunk, chunk.size - 1, chunk.size);
          rows.add(chunk, firstTurn);
        }
      } catch (DamagedFileException e) {
        throw new InputDamaged(file, e);
      }
    }

    void copyTurns() throws IOException {
      for (int turn = 0; turn < reader.turns(); turn++) {
        writer.addTurn(turn(turn));
      }
    }

    private long turn(int turn) throws IOException {
      try {
        return reader.turn(turn);
      } catch (DamagedFileException e) {
        throw new InputDamaged(file, e);
      }
    }

    @Override
    public void close() {
      try {
        reader.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Says in which file it was. */
  private static final class InputDamaged extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient SealedFile input;
    private final DamagedFileException damage;

    InputDamaged(SealedFile input, DamagedFileException damage) {
      super(damage);
      this.input = input;
      this.damage = damage;
    }
  }
}
