package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one series that are not sealed yet, ordered by event time, each time once. Rows that
 * come in order are appended; a late one is moved into its place.
 */
final class HeadColumn {
  /** What a row takes: three longs and a batch number. */
  static final int ROW_BYTES = 3 * Long.BYTES + Integer.BYTES;

  private static final int FIRST_CAPACITY = 8;

  /** What a new column takes: itself, its arrays with their headers, its place in the head. */
  static final int COLUMN_BYTES = 128 + FIRST_CAPACITY * ROW_BYTES;

  private long[] times = new long[FIRST_CAPACITY];
  private long[] sources = new long[FIRST_CAPACITY];
  private long[] bits = new long[FIRST_CAPACITY];
  private int[] batches = new int[FIRST_CAPACITY];

  /** Only there once two rows differ in it; until then {@link #description} holds for all. */
  private int @Nullable [] descriptions;

  private int description;
  private int size;

  int size() {
    return size;
  }

  /** Place of the row with this time, or, if there is none, its place to be as {@code -place-1}. */
  int find(long time) {
    return Arrays.binarySearch(times, 0, size, time);
  }

  /** Raw bits of a value. */
  long bits(int row) {
    return bits[row];
  }

  /**
   * Puts a row into its place.
   *
   * @return the bytes by which the column has grown
   */
  int insert(int at, long time, long source, long valueBits, int batch, int rowDescription) {
    int grown = size == times.length ? grow() : 0;
    grown += describe(at, rowDescription);
    if (at < size) {
      System.arraycopy(times, at, times, at + 1, size - at);
      System.arraycopy(sources, at, sources, at + 1, size - at);
      System.arraycopy(bits, at, bits, at + 1, size - at);
      System.arraycopy(batches, at, batches, at + 1, size - at);
    }
    times[at] = time;
    sources[at] = source;
    bits[at] = valueBits;
    batches[at] = batch;
    size++;
    return grown;
  }

  private int grow() {
    int capacity = size + (size >> 1);
    times = Arrays.copyOf(times, capacity);
    sources = Arrays.copyOf(sources, capacity);
    bits = Arrays.copyOf(bits, capacity);
    batches = Arrays.copyOf(batches, capacity);
    if (descriptions != null) {
      descriptions = Arrays.copyOf(descriptions, capacity);
      return (capacity - size) * (ROW_BYTES + Integer.BYTES);
    }
    return (capacity - size) * ROW_BYTES;
  }

  private int describe(int at, int rowDescription) {
    if (size == 0 && descriptions == null) {
      description = rowDescription;
    }
    if (descriptions == null && description == rowDescription) {
      return 0;
    }
    int grown = 0;
    if (descriptions == null) {
      descriptions = new int[times.length];
      Arrays.fill(descriptions, 0, size, description);
      grown = times.length * Integer.BYTES;
    }
    System.arraycopy(descriptions, at, descriptions, at + 1, size - at);
    descriptions[at] = rowDescription;
    return grown;
  }

  /** Removes the rows that are older than this; returns how many there were. */
  int dropBefore(long time) {
    int found = find(time);
    int count = found < 0 ? -found - 1 : found;
    if (count > 0) {
      size -= count;
      System.arraycopy(times, count, times, 0, size);
      System.arraycopy(sources, count, sources, 0, size);
      System.arraycopy(bits, count, bits, 0, size);
      System.arraycopy(batches, count, batches, 0, size);
      if (descriptions != null) {
        System.arraycopy(descriptions, count, descriptions, 0, size);
      }
    }
    return count;
  }

  /** Counts all rows. */
  void addTo(SeriesTable table, int series) {
    for (int row = 0; row < size; row++) {
      table.add(series, times[row], descriptions == null ? description : descriptions[row]);
    }
  }

  /** Copies rows; {@code ingests} gives the ingest time of each batch. */
  void copy(int from, int count, long[] ingests, Columns target) {
    System.arraycopy(times, from, target.times, 0, count);
    System.arraycopy(sources, from, target.sources, 0, count);
    for (int i = 0; i < count; i++) {
      target.values[i] = Double.longBitsToDouble(bits[from + i]);
      target.ingests[i] = ingests[batches[from + i]];
    }
    if (descriptions == null) {
      Arrays.fill(target.descriptions, 0, count, description);
    } else {
      System.arraycopy(descriptions, from, target.descriptions, 0, count);
    }
    target.size = count;
  }
}
