package io.gputelemetry.embedded.sealed;

/**
 * Rows of one series in columns, ordered by event time: what a chunk is made of and what it is read
 * into. A plain buffer that its one user fills and empties; the fields are open because every row
 * of the store passes through here.
 */
public final class Columns {
  /** Event times, microseconds. */
  public final long[] times;

  /** Source times, or {@code SampleBatch.NO_SOURCE_TIME}. */
  public final long[] sources;

  /** When the rows were accepted, microseconds. */
  public final long[] ingests;

  /** Values. */
  public final double[] values;

  /** Numbers of GPU description and attribution in the catalog. */
  public final int[] descriptions;

  /** Rows in use. */
  public int size;

  /** Room for this many rows. */
  public Columns(int capacity) {
    times = new long[capacity];
    sources = new long[capacity];
    ingests = new long[capacity];
    values = new double[capacity];
    descriptions = new int[capacity];
  }
}
