package io.gputelemetry.telemetry;

/**
 * A column of whole numbers as runs of equal steps: {@code (length of the run, step)}, the first
 * step counted from 0. Times of one scrape, indexes in order and repeated values all become a few
 * bytes, however long the column. Arithmetic wraps at 64 bits, so that every column is possible.
 */
final class RunColumn {
  private RunColumn() {}

  static void write(ByteWriter out, long[] column) {
    long previous = 0;
    int start = 0;
    while (start < column.length) {
      long step = column[start] - previous;
      int end = start + 1;
      while (end < column.length && column[end] - column[end - 1] == step) {
        end++;
      }
      out.varint(end - start);
      out.zigzag(step);
      previous = column[end - 1];
      start = end;
    }
  }

  /** The caller has checked that a column of this size may be allocated. */
  static long[] read(ByteReader in, int size) {
    long[] column = new long[size];
    long value = 0;
    int at = 0;
    while (at < size) {
      int run = in.count("length of a run", size - at);
      if (run == 0) {
        throw new BatchFormatException("a run is empty");
      }
      long step = in.zigzag();
      for (int end = at + run; at < end; at++) {
        value += step;
        column[at] = value;
      }
    }
    return column;
  }

  /** A column of indexes into a table of {@code tableSize} entries. */
  static int[] readIndexes(ByteReader in, int size, int tableSize) {
    long[] column = read(in, size);
    int[] indexes = new int[size];
    for (int i = 0; i < size; i++) {
      if (column[i] < 0 || column[i] >= tableSize) {
        throw new BatchFormatException(
            "index " + column[i] + " into a table of " + tableSize + " entries");
      }
      indexes[i] = (int) column[i];
    }
    return indexes;
  }
}
