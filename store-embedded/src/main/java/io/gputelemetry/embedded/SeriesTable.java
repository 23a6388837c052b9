package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.embedded.sealed.SeriesEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** What is known of each series without looking at rows, by its number. */
final class SeriesTable {
  private static final int MIN_CAPACITY = 64;

  private long[] counts = new long[MIN_CAPACITY];
  private long[] firstTimes = new long[MIN_CAPACITY];
  private long[] lastTimes = new long[MIN_CAPACITY];
  private long[] sealedTimes = new long[MIN_CAPACITY];
  private int[] lastDescriptions = new int[MIN_CAPACITY];
  private long[] lastBits = new long[MIN_CAPACITY];
  private long[] lastSources = new long[MIN_CAPACITY];
  private long[] lastIngests = new long[MIN_CAPACITY];

  SeriesTable() {
    clear(0, MIN_CAPACITY);
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

  private void clear(int from, int to) {
    Arrays.fill(firstTimes, from, to, Long.MAX_VALUE);
    Arrays.fill(lastTimes, from, to, Long.MIN_VALUE);
    Arrays.fill(sealedTimes, from, to, Long.MIN_VALUE);
  }

  /** Makes room for series with numbers below this one. */
  void reserve(int series) {
    int before = counts.length;
    if (series <= before) {
      return;
    }
    int capacity = Math.max(series, before * 2);
    counts = Arrays.copyOf(counts, capacity);
    firstTimes = Arrays.copyOf(firstTimes, capacity);
    lastTimes = Arrays.copyOf(lastTimes, capacity);
    sealedTimes = Arrays.copyOf(sealedTimes, capacity);
    lastDescriptions = Arrays.copyOf(lastDescriptions, capacity);
    lastBits = Arrays.copyOf(lastBits, capacity);
    lastSources = Arrays.copyOf(lastSources, capacity);
    lastIngests = Arrays.copyOf(lastIngests, capacity);
    clear(before, capacity);
  }

  /** Counts a row that is new. */
  void add(int series, long time, int description) {
    counts[series]++;
    if (time < firstTimes[series]) {
      firstTimes[series] = time;
    }
    if (time >= lastTimes[series]) {
      lastTimes[series] = time;
      lastDescriptions[series] = description;
    }
  }

  /** Keeps the rest of a row that was counted, if it is the newest of its series. */
  void setLast(int series, long time, long bits, long source, long ingestedAt) {
    if (time == lastTimes[series]) {
      lastBits[series] = bits;
      lastSources[series] = source;
      lastIngests[series] = ingestedAt;
    }
  }

  /** Copies the newest row of a series. */
  void copyLast(int series, Columns target, int at) {
    target.times[at] = lastTimes[series];
    target.values[at] = Double.longBitsToDouble(lastBits[series]);
    target.sources[at] = lastSources[series];
    target.ingests[at] = lastIngests[series];
    target.descriptions[at] = lastDescriptions[series];
  }

  /** Counts what a sealed file has of a series. */
  void add(SeriesEntry entry) {
    int series = entry.series();
    reserve(series + 1);
    counts[series] += entry.count();
    firstTimes[series] = Math.min(firstTimes[series], entry.firstTime());
    SeriesEntry.LastRow last = entry.last();
    sealedTimes[series] = Math.max(sealedTimes[series], last.time());
    if (last.time() >= lastTimes[series]) {
      lastTimes[series] = last.time();
      lastDescriptions[series] = last.description();
      long bits = Double.doubleToRawLongBits(last.value());
      setLast(series, last.time(), bits, last.source(), last.ingestedAt());
    }
  }

  /** Everything there is of this series is sealed now. */
  void seal(int series) {
    sealedTimes[series] = Math.max(sealedTimes[series], lastTimes[series]);
  }

  /** Numbers of series are below this. */
  int capacity() {
    return counts.length;
  }

  long count(int series) {
    return counts[series];
  }

  /** Event time of the oldest row; {@code Long.MAX_VALUE} if there is none. */
  long firstTime(int series) {
    return firstTimes[series];
  }

  /** Event time of the newest row; {@code Long.MIN_VALUE} if there is none. */
  long lastTime(int series) {
    return lastTimes[series];
  }

  /** Event time of the newest row in a sealed file; {@code Long.MIN_VALUE} if there is none. */
  long sealedTime(int series) {
    return sealedTimes[series];
  }

  /** Description of the newest row. */
  int lastDescription(int series) {
    return lastDescriptions[series];
  }
}
