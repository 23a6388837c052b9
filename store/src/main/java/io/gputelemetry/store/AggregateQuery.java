package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows to sum up, and into which buckets of time. The buckets of a series are {@code [origin
 * + k * width, origin + (k + 1) * width)} for every whole k; the rows of a bucket are those that
 * are in the window too, so the window cuts the first and the last one.
 *
 * @param metrics metric names; empty means all
 * @param uuids GPUs; empty means all
 * @param fromMicros first event time of the window, inclusive
 * @param toMicros end of the window, exclusive
 * @param widthMicros length of a bucket, at least 1
 * @param originMicros where a bucket starts: 0 aligns buckets to the epoch, {@code fromMicros} to
 *     the window
 * @param quantiles which quantiles of each bucket, from 0 to 1, at most 16; empty means none
 * @param after only buckets behind this one in the order of the answer: the cursor of a page
 * @param limit at most this many buckets, at least 1
 */
public record AggregateQuery(
    Set<String> metrics,
    Set<String> uuids,
    long fromMicros,
    long toMicros,
    long widthMicros,
    long originMicros,
    List<Double> quantiles,
    Optional<BucketPosition> after,
    int limit) {

  /** The most quantiles of a query. */
  public static final int QUANTILES_MAX = 16;

  public AggregateQuery {
    metrics = Set.copyOf(metrics);
    uuids = Set.copyOf(uuids);
    quantiles = List.copyOf(quantiles);
    if (widthMicros < 1) {
      throw new IllegalArgumentException("widthMicros must be at least 1, not " + widthMicros);
    }
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
    requireQuantiles(quantiles);
  }

  private static void requireQuantiles(List<Double> quantiles) {
    if (quantiles.size() > QUANTILES_MAX) {
      throw new IllegalArgumentException(
          "at most " + QUANTILES_MAX + " quantiles, not " + quantiles.size());
    }
    for (double quantile : quantiles) {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new IllegalArgumentException("a quantile is from 0 to 1, not " + quantile);
      }
    }
  }

  /** Whether this series is asked for and not before the cursor; its rows are not looked at. */
  public boolean matches(Series series) {
    return (uuids.isEmpty() || uuids.contains(series.uuid()))
        && (metrics.isEmpty() || metrics.contains(series.metric()))
        && (after.isEmpty() || LatestQuery.ORDER.compare(series, after.get().series()) >= 0);
  }

  /**
   * The first event time of a series that is in the window and behind the cursor; {@code toMicros}
   * or later if there is none.
   */
  public long firstMicros(Series series) {
    if (after.isEmpty()) {
      return fromMicros;
    }
    int order = LatestQuery.ORDER.compare(series, after.get().series());
    if (order != 0) {
      return order > 0 ? fromMicros : Math.max(fromMicros, toMicros);
    }
    return Math.max(fromMicros, bucketEnd(after.get().startMicros()));
  }

  /**
   * The start of the bucket that holds an event time; {@code Long.MIN_VALUE} if it lies before
   * that.
   */
  public long bucketStart(long timeMicros) {
    long since = sinceStart(timeMicros);
    return timeMicros < Long.MIN_VALUE + since ? Long.MIN_VALUE : timeMicros - since;
  }

  /**
   * The first event time behind the bucket that holds an event time; {@code Long.MAX_VALUE} if it
   * lies behind that.
   */
  public long bucketEnd(long timeMicros) {
    long left = widthMicros - sinceStart(timeMicros);
    return timeMicros > Long.MAX_VALUE - left ? Long.MAX_VALUE : timeMicros + left;
  }

  /** From remainders, because the distance to the origin may be more than a long holds. */
  private long sinceStart(long timeMicros) {
    long since = Math.floorMod(timeMicros, widthMicros) - Math.floorMod(originMicros, widthMicros);
    return since < 0 ? since + widthMicros : since;
  }

  /** The same query, continued behind a bucket. */
  public AggregateQuery from(BucketPosition position, int newLimit) {
    return new AggregateQuery(
        metrics,
        uuids,
        fromMicros,
        toMicros,
        widthMicros,
        originMicros,
        quantiles,
        Optional.of(position),
        newLimit);
  }

  /** Every bucket of every series, aligned to the epoch, without quantiles. */
  public static AggregateQuery all(long widthMicros) {
    return new AggregateQuery(
        Set.of(),
        Set.of(),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        widthMicros,
        0,
        List.of(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }
}
