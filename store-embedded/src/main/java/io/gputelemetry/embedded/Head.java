package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are not sealed yet, by series. The owner thread changes it under the write lock;
 * everyone else reads under the read lock.
 */
final class Head {
  private static final int FIRST_TURNS = 64;

  /** So few rows of a column take hardly more than the column itself. */
  private static final int FEW_ROWS = 4;

  private final HeadBlocks blocks = new HeadBlocks();
  private @Nullable HeadColumn[] columns = new @Nullable HeadColumn[64];
  private long[] ingests = new long[FIRST_TURNS];
  private int turns;
  private long columnCount;
  private long bytes;
  private long rows;

  /** Begins a turn of the store at this time, unless it is the current one; rows belong to it. */
  void turn(long ingestedAtMicros) {
    if (turns > 0 && ingests[turns - 1] == ingestedAtMicros) {
      return;
    }
    if (turns == ingests.length) {
      ingests = Arrays.copyOf(ingests, turns * 2);
      bytes += (long) turns * Long.BYTES;
    }
    ingests[turns++] = ingestedAtMicros;
  }

  /** The column of a series, made if it is not there. */
  HeadColumn column(int series) {
    if (series >= columns.length) {
      columns = Arrays.copyOf(columns, Math.max(series + 1, columns.length * 2));
    }
    HeadColumn column = columns[series];
    if (column == null) {
      column = new HeadColumn(blocks);
      columns[series] = column;
      bytes += HeadColumn.COLUMN_BYTES;
      columnCount++;
    }
    return column;
  }

  /** Adds a row of the current turn. */
  void insert(HeadColumn column, int at, long time, long source, long bits, int description) {
    bytes += column.insert(at, time, source, bits, turns - 1, description);
    rows++;
  }

  /** The column of a series, if it has rows. */
  @Nullable HeadColumn columnIfAny(int series) {
    return series < columns.length ? columns[series] : null;
  }

  /**
   * Copies up to {@code target}'s capacity of the rows in [from, to): the first ones, or the last
   * ones when descending.
   *
   * @return how many rows of the window were left out
   */
  int copy(int series, long from, long to, boolean descending, Columns target) {
    HeadColumn column = columnIfAny(series);
    if (column == null) {
      target.size = 0;
      return 0;
    }
    int start = column.place(from);
    int end = Math.max(start, column.place(to));
    int count = Math.min(end - start, target.times.length);
    column.copy(descending ? end - count : start, count, ingests, target);
    return end - start - count;
  }

  /** Rows of a series in [from, to). */
  int count(int series, long from, long to) {
    HeadColumn column = columnIfAny(series);
    return column == null ? 0 : Math.max(0, column.place(to) - column.place(from));
  }

  /** Removes the rows that are older than this. */
  void dropBefore(long time) {
    for (HeadColumn column : columns) {
      if (column != null) {
        rows -= column.dropBefore(time);
      }
    }
  }

  /** Counts all rows. */
  void addTo(SeriesTable table) {
    for (int series = 0; series < columns.length; series++) {
      HeadColumn column = columns[series];
      if (column != null) {
        column.addTo(table, series, ingests);
      }
    }
  }

  /** Copies rows by their place, to seal them. */
  void copy(HeadColumn column, int from, int count, Columns target) {
    column.copy(from, count, ingests, target);
  }

  /** Numbers of series with columns are below this. */
  int capacity() {
    return columns.length;
  }

  /** Heap taken by what it holds, about. */
  long bytes() {
    return bytes + blocks.bytes();
  }

  /** Forgets all rows. Columns are kept if they had some, unless they all had few. */
  void clear() {
    boolean isWorthKeeping = rows >= FEW_ROWS * columnCount;
    bytes = 0;
    columnCount = 0;
    for (int series = 0; series < columns.length; series++) {
      HeadColumn column = columns[series];
      if (column != null && column.size() > 0 && isWorthKeeping) {
        bytes += column.clear();
        columnCount++;
      } else {
        columns[series] = null;
      }
    }
    blocks.clear();
    ingests = new long[FIRST_TURNS];
    turns = 0;
    rows = 0;
  }

  /** Turns that were begun. */
  int turns() {
    return turns;
  }

  /** When a turn was. */
  long ingestedAt(int turn) {
    return ingests[turn];
  }

  long rows() {
    return rows;
  }

  /** When the first row was accepted; there must be one. */
  long oldestIngest() {
    return ingests[0];
  }
}
