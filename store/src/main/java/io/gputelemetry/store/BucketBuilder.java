package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sums up the numbers of one bucket after the other; what each figure means, {@link Bucket} says.
 * Numbers come in any order. Memory is bounded: by half a MiB of numbers and, for larger buckets,
 * by a {@link LogHistogram}; it is kept for the next bucket, so a number costs no allocation. Not
 * thread-safe.
 */
public final class BucketBuilder {
  /** The most numbers of which quantiles are exact. */
  static final int EXACT_MAX = 65_536;

  private static final int FIRST_CAPACITY = 64;

  private final double[] quantiles;
  private final LogHistogram histogram = new LogHistogram();
  private double[] numbers = new double[0];
  private long count;
  private double min;
  private double max;
  private double sum;
  private long lastTimeMicros;
  private double last;

  /**
   * An empty one.
   *
   * @param quantiles which ones each bucket gets, from 0 to 1
   */
  public BucketBuilder(List<Double> quantiles) {
    this.quantiles = quantiles.stream().mapToDouble(Double::doubleValue).toArray();
    clear();
  }

  /** Takes the value of a row; NaN is passed over. */
  public void add(long timeMicros, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    if (quantiles.length > 0) {
      keep(value);
    }
    sumUp(1, value, value, value);
    newest(timeMicros, value);
  }

  /**
   * Takes many rows at once, for an engine that keeps such figures; not for quantiles, which need
   * each number.
   *
   * @param summedUp of the numbers among the rows, without any NaN; 0 means there is none
   * @param lastTime event time of the newest number
   */
  public void addSummary(
      long summedUp, double smallest, double largest, double total, long lastTime, double newest) {
    if (quantiles.length > 0) {
      throw new IllegalStateException("BUG: quantiles need each number");
    }
    if (summedUp > 0) {
      sumUp(summedUp, smallest, largest, total);
      newest(lastTime, newest);
    }
  }

  private void keep(double value) {
    if (count < EXACT_MAX) {
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, Math.max(FIRST_CAPACITY, 2 * numbers.length));
      }
      numbers[(int) count] = value;
      return;
    }
    if (count == EXACT_MAX) {
      for (double number : numbers) {
        histogram.add(number);
      }
    }
    histogram.add(value);
  }

  private void sumUp(long more, double smallest, double largest, double total) {
    count += more;
    min = Math.min(min, smallest);
    max = Math.max(max, largest);
    sum += total;
  }

  private void newest(long timeMicros, double value) {
    if (timeMicros >= lastTimeMicros) {
      lastTimeMicros = timeMicros;
      last = value;
    }
  }

  /** Whether there is no number yet. */
  public boolean isEmpty() {
    return count == 0;
  }

  /** The bucket, which has a number; after this the builder is empty again. */
  public Bucket take(Series series, long startMicros) {
    if (isEmpty()) {
      throw new IllegalStateException("BUG: a bucket without numbers");
    }
    Bucket bucket =
        new Bucket(series, startMicros, count, min, max, sum, lastTimeMicros, last, quantiles());
    clear();
    return bucket;
  }

  private void clear() {
    if (count > EXACT_MAX) {
      histogram.clear();
    }
    count = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    sum = 0;
    lastTimeMicros = Long.MIN_VALUE;
  }

  private List<Double> quantiles() {
    if (quantiles.length > 0 && count <= EXACT_MAX) {
      Arrays.sort(numbers, 0, (int) count);
    }
    List<Double> found = new ArrayList<>(quantiles.length);
    for (double quantile : quantiles) {
      found.add(quantile(quantile));
    }
    return found;
  }

  private double quantile(double quantile) {
    double place = (count - 1) * quantile;
    long rank = (long) place;
    double share = place - rank;
    double lower = number(rank);
    double upper = share > 0 ? number(rank + 1) : lower;
    if (lower == upper) {
      return lower;
    }
    if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
      return share < 0.5 ? lower : upper;
    }
    // Not by their difference, which may be more than a double holds.
    return Math.clamp(lower * (1 - share) + upper * share, lower, upper);
  }

  private double number(long rank) {
    if (count <= EXACT_MAX) {
      return numbers[(int) rank];
    }
    if (rank == 0) {
      return min;
    }
    return rank == count - 1 ? max : Math.clamp(histogram.number(rank), min, max);
  }
}
