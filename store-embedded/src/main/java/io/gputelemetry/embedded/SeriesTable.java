package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SeriesEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * What is known of each series without looking at rows, by its number. Everything of a series lies
 * together, in one line of the processor's cache.
 */
final class SeriesTable {
  private static final int MIN_CAPACITY = 64;

  /** Longs of a series are this power of two. */
  private static final int SHIFT = 3;

  private static final int COUNT = 0;
  private static final int FIRST_TIME = 1;
  private static final int LAST_TIME = 2;
  private static final int SEALED_TIME = 3;
  private static final int LAST_DESCRIPTION = 4;
  private static final int LAST_BITS = 5;
  private static final int LAST_SOURCE = 6;
  private static final int LAST_INGEST = 7;

  private long[] known = new long[0];

  SeriesTable() {
    reserve(MIN_CAPACITY);
  }

  /**
   * What is known of the series in these files.
   *
   * @param series numbers of series are below this
   */
  static SeriesTable of(List<SealedFile> files, int series) throws IOException {
    SeriesTable table = new SeriesTable();
    table.reserve(series);
    for (SealedFile file : files) {
      file.series(table::add);
    }
    return table;
  }

  /** Makes room for series with numbers below this one. */
  void reserve(int series) {
    int before = capacity();
    if (series <= before) {
      return;
    }
    int capacity = Math.max(series, before * 2);
    known = Arrays.copyOf(known, capacity << SHIFT);
    for (int i = before; i < capacity; i++) {
      known[at(i) + FIRST_TIME] = Long.MAX_VALUE;
      known[at(i) + LAST_TIME] = Long.MIN_VALUE;
      known[at(i) + SEALED_TIME] = Long.MIN_VALUE;
    }
  }

  private static int at(int series) {
    return series << SHIFT;
  }

  /** Counts a row that is new. */
  void add(int series, long time, int description) {
    int at = at(series);
    known[at + COUNT]++;
    if (time < known[at + FIRST_TIME]) {
      known[at + FIRST_TIME] = time;
    }
    if (time >= known[at + LAST_TIME]) {
      known[at + LAST_TIME] = time;
      known[at + LAST_DESCRIPTION] = description;
    }
  }

  /** Keeps the rest of a row that was counted, if it is the newest of its series. */
  void setLast(int series, long time, long bits, long source, long ingestedAt) {
    int at = at(series);
    if (time == known[at + LAST_TIME]) {
      known[at + LAST_BITS] = bits;
      known[at + LAST_SOURCE] = source;
      known[at + LAST_INGEST] = ingestedAt;
    }
  }

  /** Copies the newest row of a series. */
  void copyLast(int series, Columns target, int place) {
    int at = at(series);
    target.times[place] = known[at + LAST_TIME];
    target.values[place] = Double.longBitsToDouble(known[at + LAST_BITS]);
    target.sources[place] = known[at + LAST_SOURCE];
    target.ingests[place] = known[at + LAST_INGEST];
    target.descriptions[place] = (int) known[at + LAST_DESCRIPTION];
  }

  /** Counts what a sealed file has of a series. */
  void add(SeriesEntry entry) {
    int series = entry.series();
    reserve(series + 1);
    int at = at(series);
    known[at + COUNT] += entry.count();
    known[at + FIRST_TIME] = Math.min(known[at + FIRST_TIME], entry.firstTime());
    SeriesEntry.LastRow last = entry.last();
    known[at + SEALED_TIME] = Math.max(known[at + SEALED_TIME], last.time());
    if (last.time() >= known[at + LAST_TIME]) {
      known[at + LAST_TIME] = last.time();
      known[at + LAST_DESCRIPTION] = last.description();
      long bits = Double.doubleToRawLongBits(last.value());
      setLast(series, last.time(), bits, last.source(), last.ingestedAt());
    }
  }

  /** Everything there is of this series is sealed now. */
  void seal(int series) {
    int at = at(series);
    known[at + SEALED_TIME] = Math.max(known[at + SEALED_TIME], known[at + LAST_TIME]);
  }

  /** Numbers of series are below this. */
  int capacity() {
    return known.length >> SHIFT;
  }

  long count(int series) {
    return known[at(series) + COUNT];
  }

  /** Event time of the oldest row; {@code Long.MAX_VALUE} if there is none. */
  long firstTime(int series) {
    return known[at(series) + FIRST_TIME];
  }

  /** Event time of the newest row; {@code Long.MIN_VALUE} if there is none. */
  long lastTime(int series) {
    return known[at(series) + LAST_TIME];
  }

  /** Event time of the newest row in a sealed file; {@code Long.MIN_VALUE} if there is none. */
  long sealedTime(int series) {
    return known[at(series) + SEALED_TIME];
  }

  /** Description of the newest row. */
  int lastDescription(int series) {
    return (int) known[at(series) + LAST_DESCRIPTION];
  }
}
