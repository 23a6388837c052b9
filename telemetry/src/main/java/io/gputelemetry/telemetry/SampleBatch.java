package io.gputelemetry.telemetry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Many samples in columns: what travels in one message and what a store takes. A sample is an index
 * into the dictionary, an event time, a source time and a value. Immutable; the columns are not
 * copied on access.
 */
public final class SampleBatch {
  /** Source time of a sample whose source wrote none. */
  public static final long NO_SOURCE_TIME = Long.MIN_VALUE;

  private final BatchOrigin origin;
  private final List<SeriesIdentity> dictionary;
  private final int[] series;
  private final long[] eventTimes;
  private final long[] sourceTimes;
  private final double[] values;

  /**
   * Takes over the columns, which must be of equal length and refer to entries of the dictionary.
   */
  SampleBatch(
      BatchOrigin origin,
      List<SeriesIdentity> dictionary,
      int[] series,
      long[] eventTimes,
      long[] sourceTimes,
      double[] values) {
    this.origin = origin;
    this.dictionary = List.copyOf(dictionary);
    this.series = series;
    this.eventTimes = eventTimes;
    this.sourceTimes = sourceTimes;
    this.values = values;
  }

  /** Samples in the batch. */
  public int size() {
    return series.length;
  }

  /** Who collected it; {@link BatchOrigin#NONE} if nobody wrote it down. */
  public BatchOrigin origin() {
    return origin;
  }

  /** The series that samples refer to by index. */
  public List<SeriesIdentity> dictionary() {
    return dictionary;
  }

  /** Dictionary index of sample {@code i}. */
  public int series(int i) {
    return series[i];
  }

  /** Event time of sample {@code i}. */
  public long eventTime(int i) {
    return eventTimes[i];
  }

  /** Source time of sample {@code i}, or {@link #NO_SOURCE_TIME}. */
  public long sourceTime(int i) {
    return sourceTimes[i];
  }

  /** Value of sample {@code i}. */
  public double value(int i) {
    return values[i];
  }

  /** Collects samples for one batch after another. Not thread-safe. */
  public static final class Builder {
    private final Map<SeriesIdentity, Integer> indexes = new HashMap<>();
    private final List<SeriesIdentity> dictionary;
    private final boolean shared;
    private int dictionarySize;
    private int[] series = new int[128];
    private long[] eventTimes = new long[128];
    private long[] sourceTimes = new long[128];
    private double[] values = new double[128];
    private int size;

    /** Batches with a dictionary of the series that each of them names by {@link #index}. */
    public Builder() {
      dictionary = new ArrayList<>();
      shared = false;
    }

    /**
     * Batches that all have this dictionary: an index is a place in it. Batches of one list are
     * encoded faster than those of equal ones; series that no sample names cost bytes all the same.
     */
    public Builder(List<SeriesIdentity> dictionary) {
      this.dictionary = List.copyOf(dictionary);
      this.dictionarySize = dictionary.size();
      shared = true;
    }

    /**
     * The dictionary index of a series in this batch.
     *
     * @throws IllegalStateException if the dictionary was given
     */
    public int index(SeriesIdentity identity) {
      if (shared) {
        throw new IllegalStateException("the dictionary of these batches was given");
      }
      Integer known = indexes.putIfAbsent(identity, dictionarySize);
      if (known != null) {
        return known;
      }
      dictionary.add(identity);
      return dictionarySize++;
    }

    /** Adds a sample of the series with this dictionary index. */
    public void add(int index, long eventTimeMicros, long sourceTimeMicros, double value) {
      if (index < 0 || index >= dictionarySize) {
        throw new IndexOutOfBoundsException(
            "no series " + index + " in a dictionary of " + dictionarySize);
      }
      if (size == series.length) {
        grow();
      }
      series[size] = index;
      eventTimes[size] = eventTimeMicros;
      sourceTimes[size] = sourceTimeMicros;
      values[size++] = value;
    }

    private void grow() {
      int capacity = size * 2;
      series = Arrays.copyOf(series, capacity);
      eventTimes = Arrays.copyOf(eventTimes, capacity);
      sourceTimes = Arrays.copyOf(sourceTimes, capacity);
      values = Arrays.copyOf(values, capacity);
    }

    /** Samples added so far. */
    public int size() {
      return size;
    }

    /** The batch; the builder is empty afterwards, its dictionary too unless it was given. */
    public SampleBatch build() {
      return build(BatchOrigin.NONE);
    }

    /** The same with its origin. */
    public SampleBatch build(BatchOrigin origin) {
      SampleBatch batch =
          new SampleBatch(
              origin,
              dictionary,
              Arrays.copyOf(series, size),
              Arrays.copyOf(eventTimes, size),
              Arrays.copyOf(sourceTimes, size),
              Arrays.copyOf(values, size));
      size = 0;
      if (!shared) {
        indexes.clear();
        dictionary.clear();
        dictionarySize = 0;
      }
      return batch;
    }
  }
}
