package io.gputelemetry.embedded.sealed;

import java.util.Arrays;

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

  /** Values. */
  public final double[] values;

  /** Turns of the store in which the rows were accepted, numbered by whoever has the rows. */
  public final int[] turns;

  /** When that was, microseconds; only there once it was looked up. */
  public final long[] ingests;

  /** Numbers of GPU description and attribution in the catalog. */
  public final int[] descriptions;

  /** Rows in use. */
  public int size;

  /** Room for this many rows. */
  public Columns(int capacity) {
    times = new long[capacity];
    sources = new long[capacity];
    values = new double[capacity];
    turns = new int[capacity];
    ingests = new long[capacity];
    descriptions = new int[capacity];
  }

  /** Place of the first row that is not older than this; all of them if there is none. */
  public int place(long time) {
    int found = Arrays.binarySearch(times, 0, size, time);
    return found < 0 ? -found - 1 : found;
  }

  /** Copies rows from another, all columns, to its own place. */
  public void copy(Columns source, int from, int to, int count) {
    System.arraycopy(source.times, from, times, to, count);
    System.arraycopy(source.sources, from, sources, to, count);
    System.arraycopy(source.values, from, values, to, count);
    System.arraycopy(source.turns, from, turns, to, count);
    System.arraycopy(source.ingests, from, ingests, to, count);
    System.arraycopy(source.descriptions, from, descriptions, to, count);
  }
}
