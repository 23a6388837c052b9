package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import java.io.IOException;

/**
 * Rows of one series from one place, the head or a file, in the direction of a scan. It stands on a
 * row until {@link #next} says that there are no more.
 */
abstract class RowCursor {
  private final int rank;
  private final int step;
  private Columns rows = new Columns(0);
  private int first;
  private int end;
  private int at;

  /**
   * Stands nowhere yet.
   *
   * @param rank place of the series among those of its GPU, the second part of row order
   */
  RowCursor(int rank, boolean descending) {
    this.rank = rank;
    this.step = descending ? -1 : 1;
  }

  /** Stands on the first row, in its direction, of those in [from, to); false if there is none. */
  final boolean begin(Columns loaded, long from, long to) {
    rows = loaded;
    first = rows.place(from);
    end = rows.place(to);
    at = step > 0 ? first : end - 1;
    return first < end;
  }

  /** Goes to the next row; false if there is none. */
  final boolean next() throws IOException {
    at += step;
    return (at >= first && at < end) || load();
  }

  /** Loads what follows and stands on its first row; false if nothing follows. */
  abstract boolean load() throws IOException;

  /** Whether there are rows behind the last one that were left out. */
  boolean isCut() {
    return false;
  }

  /** The first row of the window. */
  final int first() {
    return first;
  }

  /** Behind the last row of the window. */
  final int end() {
    return end;
  }

  final int rank() {
    return rank;
  }

  /** The rows, one of which it stands on. */
  final Columns rows() {
    return rows;
  }

  /** The row it stands on. */
  final int row() {
    return at;
  }

  final long time() {
    return rows.times[at];
  }

  /** Rows that were copied from the head. */
  static final class OfHead extends RowCursor {
    private final boolean cut;

    OfHead(int rank, boolean descending, boolean cut) {
      super(rank, descending);
      this.cut = cut;
    }

    @Override
    boolean load() {
      return false;
    }

    @Override
    boolean isCut() {
      return cut;
    }
  }
}
