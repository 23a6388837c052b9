package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one series that are not sealed yet, ordered by event time, each time once. Rows that
 * come in order are appended; a late one is moved into its place. A row is three longs behind each
 * other, so that adding one touches one line of the cache: event time, value, and turn with
 * description.
 */
final class HeadColumn {
  private static final int LONGS = 3;

  /** What a row takes while source times keep their distance to event times. */
  static final int ROW_BYTES = LONGS * Long.BYTES;

  private static final int FIRST_CAPACITY = 8;

  /** What a new column takes: itself, its array with the header, its place in the head. */
  static final int COLUMN_BYTES = 80 + FIRST_CAPACITY * ROW_BYTES;

  private static final int INT_BITS = 32;
  private static final long INT_MASK = 0xFFFF_FFFFL;

  /** The distance of a row without a source time. */
  private static final long NONE = Long.MIN_VALUE;

  private long[] rows = new long[FIRST_CAPACITY * LONGS];
  private int size;

  /** Event time less source time, while it is the same for all rows. */
  private long distance;

  /** Source times, once two rows differ in their distance. */
  private long @Nullable [] sources;

  int size() {
    return size;
  }

  /** Place of the row with this time, or, if there is none, its place to be as {@code -place-1}. */
  int find(long time) {
    int low = 0;
    int high = size - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long at = rows[middle * LONGS];
      if (at == time) {
        return middle;
      }
      if (at < time) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  /** Place of the first row that is not older than this. */
  int place(long time) {
    int found = find(time);
    return found < 0 ? -found - 1 : found;
  }

  long time(int row) {
    return rows[row * LONGS];
  }

  /** Raw bits of a value. */
  long bits(int row) {
    return rows[row * LONGS + 1];
  }

  int turn(int row) {
    return (int) (rows[row * LONGS + 2] >>> INT_BITS);
  }

  private int description(int row) {
    return (int) rows[row * LONGS + 2];
  }

  private long source(int row) {
    if (sources != null) {
      return sources[row];
    }
    return distance == NONE ? SampleBatch.NO_SOURCE_TIME : time(row) - distance;
  }

  /**
   * Puts a row into its place.
   *
   * @return the bytes by which the column has grown
   */
  int insert(int at, long time, long source, long valueBits, int turn, int description) {
    int grown = size * LONGS == rows.length ? grow() : 0;
    grown += noteSource(at, time, source);
    int place = at * LONGS;
    if (at < size) {
      System.arraycopy(rows, place, rows, place + LONGS, (size - at) * LONGS);
    }
    rows[place] = time;
    rows[place + 1] = valueBits;
    rows[place + 2] = ((long) turn << INT_BITS) | (description & INT_MASK);
    size++;
    return grown;
  }

  private int grow() {
    int capacity = size + (size >> 1);
    rows = Arrays.copyOf(rows, capacity * LONGS);
    int grown = (capacity - size) * ROW_BYTES;
    if (sources != null) {
      sources = Arrays.copyOf(sources, capacity);
      grown += (capacity - size) * Long.BYTES;
    }
    return grown;
  }

  private int noteSource(int at, long time, long source) {
    boolean none = source == SampleBatch.NO_SOURCE_TIME;
    long own = none ? NONE : time - source;
    if (sources == null && (none || own != NONE)) {
      if (size == 0) {
        distance = own;
      }
      if (distance == own) {
        return 0;
      }
    }
    int grown = 0;
    if (sources == null) {
      sources = sourcesSoFar();
      grown = sources.length * Long.BYTES;
    }
    System.arraycopy(sources, at, sources, at + 1, size - at);
    sources[at] = source;
    return grown;
  }

  private long[] sourcesSoFar() {
    long[] known = new long[rows.length / LONGS];
    for (int row = 0; row < size; row++) {
      known[row] = source(row);
    }
    return known;
  }

  /** Removes the rows that are older than this; returns how many there were. */
  int dropBefore(long time) {
    int count = place(time);
    if (count > 0) {
      size -= count;
      System.arraycopy(rows, count * LONGS, rows, 0, size * LONGS);
      if (sources != null) {
        System.arraycopy(sources, count, sources, 0, size);
      }
    }
    return count;
  }

  /** Counts all rows; {@code ingests} gives the time of each turn. */
  void addTo(SeriesTable table, int series, long[] ingests) {
    for (int row = 0; row < size; row++) {
      table.add(series, time(row), description(row));
    }
    if (size > 0) {
      int last = size - 1;
      table.setLast(series, time(last), bits(last), source(last), ingests[turn(last)]);
    }
  }

  /** Copies rows; {@code ingests} gives the time of each turn. */
  void copy(int from, int count, long[] ingests, Columns target) {
    for (int i = 0; i < count; i++) {
      int row = from + i;
      target.times[i] = time(row);
      target.sources[i] = source(row);
      target.values[i] = Double.longBitsToDouble(bits(row));
      target.turns[i] = turn(row);
      target.ingests[i] = ingests[target.turns[i]];
      target.descriptions[i] = description(row);
    }
    target.size = count;
  }
}
