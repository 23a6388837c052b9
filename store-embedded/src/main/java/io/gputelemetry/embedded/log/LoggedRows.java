package io.gputelemetry.embedded.log;

/** Rows as they were read from the log. */
@SuppressWarnings("ArrayRecordComponent")
record LoggedRows(
    int[] seriesNumbers, int[] descriptions, long[] times, long[] sources, double[] values)
    implements NumberedRows {

  /** So many rows, to be filled. */
  static LoggedRows ofSize(int size) {
    return new LoggedRows(
        new int[size], new int[size], new long[size], new long[size], new double[size]);
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public int series(int row) {
    return seriesNumbers[row];
  }

  @Override
  public int description(int row) {
    return descriptions[row];
  }

  @Override
  public long eventTime(int row) {
    return times[row];
  }

  @Override
  public long sourceTime(int row) {
    return sources[row];
  }

  @Override
  public double value(int row) {
    return values[row];
  }
}
