package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.List;

/**
 * What the rows of a series in a span of time sum up to. Rows whose value is NaN are not counted at
 * all; infinities are.
 *
 * <p>A quantile q of n numbers is the one at the place {@code (n - 1) * q} among them in their
 * order, counted from 0; between two numbers it is interpolated linearly (type 7 of Hyndman and
 * Fan, the usual one). It is exact for up to 65,536 numbers. Beyond that each of the two numbers is
 * known within 1 %, those between {@code -Double.MIN_NORMAL} and {@code Double.MIN_NORMAL} as 0;
 * the smallest and the largest one are still exact. Between a number and an infinity lies that
 * infinity, between both infinities the closer one.
 *
 * @param startMicros the bucket's own start, even where the window begins behind it
 * @param count how many numbers, at least 1
 * @param min the smallest one; -0.0 is smaller than 0.0
 * @param max the largest one
 * @param sum of all, added in any order; NaN if both infinities are among them
 * @param lastTimeMicros event time of the newest one
 * @param last the newest one
 * @param quantiles those that were asked for, in that order
 */
public record Bucket(
    Series series,
    long startMicros,
    long count,
    double min,
    double max,
    double sum,
    long lastTimeMicros,
    double last,
    List<Double> quantiles) {

  public Bucket {
    if (count < 1) {
      throw new IllegalArgumentException("a bucket of " + count + " numbers");
    }
    quantiles = List.copyOf(quantiles);
  }

  /** The arithmetic mean. */
  public double mean() {
    return sum / count;
  }

  /** Its place in the order of the answer. */
  public BucketPosition position() {
    return new BucketPosition(series, startMicros);
  }
}
