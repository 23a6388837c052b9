package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;

/**
 * The place of a bucket in the answer to an {@link AggregateQuery}, which never changes, so a page
 * can go on behind it.
 *
 * @param startMicros the bucket's own start, see {@link AggregateQuery#bucketStart}
 */
public record BucketPosition(Series series, long startMicros)
    implements Comparable<BucketPosition> {

  /** By series as in {@link LatestQuery#ORDER}, then by start. */
  @Override
  public int compareTo(BucketPosition other) {
    int bySeries = LatestQuery.ORDER.compare(series, other.series);
    return bySeries != 0 ? bySeries : Long.compare(startMicros, other.startMicros);
  }
}
