package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.DamagedFileException;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SealedReader;
import io.gputelemetry.embedded.sealed.SealedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A file that is read from front to back, row by row. */
final class CompactionInput implements Closeable {
  private final SealedFile file;
  private final int firstTurn;
  private final SealedReader reader;
  private final Columns rows = new Columns(SealedWriter.MAX_ROWS);
  private int series = Integer.MAX_VALUE;
  private int chunk;
  private int row;

  /**
   * Opens the file and stands before its first row.
   *
   * @param firstTurn number that the first turn of this file has in the new one
   */
  CompactionInput(SealedFile file, int firstTurn) throws IOException {
    this.file = file;
    this.firstTurn = firstTurn;
    reader = file.readAll();
    try {
      readNext();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private void readNext() throws IOException {
    row = 0;
    rows.size = 0;
    series = Integer.MAX_VALUE;
    if (chunk < reader.chunks()) {
      try {
        var entry = reader.entry(chunk++);
        reader.read(entry, rows);
        reader.readIngests(rows, rows.size - 1, rows.size);
        series = entry.series();
      } catch (DamagedFileException e) {
        throw new Damage(file, e);
      }
    }
  }

  /** The series of the next row; {@code Integer.MAX_VALUE} at the end. */
  int series() {
    return series;
  }

  /** Event time of the next row. */
  long time() {
    return rows.times[row];
  }

  /**
   * Moves the next row and those behind it that are older than this, as far as its chunk and the
   * room in the target go.
   */
  void moveBefore(long time, Columns target) throws IOException {
    int room = target.times.length - target.size;
    int end = Math.min(Math.max(row + 1, rows.place(time)), row + room);
    for (int i = row; i < end; i++) {
      rows.turns[i] += firstTurn;
    }
    target.copy(rows, row, target.size, end - row);
    target.size += end - row;
    row = end;
    if (row == rows.size) {
      readNext();
    }
  }

  /** Copies all turns behind those that are there. */
  void copyTurns(SealedWriter writer) throws IOException {
    for (int turn = 0; turn < reader.turns(); turn++) {
      writer.addTurn(turn(turn));
    }
  }

  private long turn(int turn) throws IOException {
    try {
      return reader.turn(turn);
    } catch (DamagedFileException e) {
      throw new Damage(file, e);
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

  /** Says which file cannot be read. */
  static final class Damage extends IOException {
    private static final long serialVersionUID = 1L;
    private final transient SealedFile file;
    private final DamagedFileException cause;

    private Damage(SealedFile file, DamagedFileException cause) {
      super(cause);
      this.file = file;
      this.cause = cause;
    }

    SealedFile file() {
      return file;
    }

    DamagedFileException cause() {
      return cause;
    }
  }
}
