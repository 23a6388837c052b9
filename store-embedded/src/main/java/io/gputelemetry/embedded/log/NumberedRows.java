package io.gputelemetry.embedded.log;

/** Rows in the order in which they came, with the catalog's numbers; rows count from 0. */
public interface NumberedRows {
  /** How many there are. */
  int size();

  /** Number of a row's series. */
  int series(int row);

  /** Number of a row's description. */
  int description(int row);

  /** Event time, microseconds. */
  long eventTime(int row);

  /** Source time, microseconds, or {@code SampleBatch.NO_SOURCE_TIME}. */
  long sourceTime(int row);

  /** The value, unchanged. */
  double value(int row);
}
