package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the rows of one series after the other into the buckets of a query, for engines that read
 * rows in order of time. It holds one bucket; what is empty is skipped. Not thread-safe.
 */
public final class BucketCutter {
  private final AggregateQuery query;
  private final Predicate<Bucket> sink;
  private final BucketBuilder builder;
  private @Nullable Series series;
  private long startMicros;
  private long endMicros;
  private int left;

  /** Hands buckets to the sink until it answers false or the limit of the query is reached. */
  public BucketCutter(AggregateQuery query, Predicate<Bucket> sink) {
    this.query = query;
    this.sink = sink;
    builder = new BucketBuilder(query.quantiles());
    left = query.limit();
  }

  /** Begins a series, behind the one before, which has been ended. */
  public void begin(Series next) {
    series = next;
    endMicros = Long.MIN_VALUE;
  }

  /**
   * Takes the next row of the series, which is in the window and, by {@link
   * AggregateQuery#firstMicros}, behind the cursor.
   *
   * @return false if no more buckets are wanted
   */
  public boolean add(long timeMicros, double value) {
    if (timeMicros >= endMicros && !begin(timeMicros)) {
      return false;
    }
    builder.add(timeMicros, value);
    return true;
  }

  /**
   * Takes the next rows of the series by what they come to: all of them numbers, in one bucket, and
   * no quantiles are asked for.
   *
   * @param firstTimeMicros event time of the first of them
   * @param lastTimeMicros event time of the last of them
   * @return false if no more buckets are wanted
   */
  public boolean addSummary(
      long firstTimeMicros,
      long lastTimeMicros,
      long count,
      double min,
      double max,
      double sum,
      double last) {
    if (firstTimeMicros >= endMicros && !begin(firstTimeMicros)) {
      return false;
    }
    builder.addSummary(count, min, max, sum, lastTimeMicros, last);
    return true;
  }

  private boolean begin(long timeMicros) {
    if (!end()) {
      return false;
    }
    startMicros = query.bucketStart(timeMicros);
    endMicros = query.bucketEnd(timeMicros);
    return true;
  }

  /**
   * Hands out the last bucket of the series.
   *
   * @return false if no more buckets are wanted
   */
  public boolean end() {
    if (left > 0 && series != null && !builder.isEmpty()) {
      boolean wanted = sink.test(builder.take(series, startMicros));
      left = wanted ? left - 1 : 0;
    }
    return left > 0;
  }
}
