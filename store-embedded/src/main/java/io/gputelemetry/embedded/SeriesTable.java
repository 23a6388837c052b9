package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.IndexEntry;
import io.gputelemetry.embedded.sealed.SealedFile;
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
      file.index(table::add);
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

  /** Counts the rows of a chunk of a sealed file. */
  void add(IndexEntry chunk) {
    int series = chunk.series();
    reserve(series + 1);
    counts[series] += chunk.count();
    firstTimes[series] = Math.min(firstTimes[series], chunk.firstTime());
    sealedTimes[series] = Math.max(sealedTimes[series], chunk.lastTime());
    if (chunk.lastTime() >= lastTimes[series]) {
      lastTimes[series] = chunk.lastTime();
      lastDescriptions[series] = chunk.lastDescription();
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
