package io.gputelemetry.store.frame;

import io.gputelemetry.store.Bucket;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What fits into one frame of the buckets of a query, or into the time for one: a few buckets may
 * sum up very many rows. As a sink of the query it takes buckets until the next one has no place
 * any more. Not thread-safe.
 */
public final class BucketChunk implements Predicate<Bucket> {
  /** A bucket without its series and its quantiles. */
  private static final int BUCKET_BYTES = 7 * Long.BYTES + Integer.BYTES;

  /** A series with empty texts, and the number of buckets behind it. */
  private static final int RUN_BYTES = 5 * Integer.BYTES;

  private static final int FRAME_OVERHEAD = 64;

  private final BooleanSupplier late;
  private final List<Bucket> buckets = new ArrayList<>();
  private @Nullable Series last;
  private long bytes = FRAME_OVERHEAD;
  private boolean more;

  /**
   * An empty one.
   *
   * @param late whether the answer should be on its way; it has at least one bucket even then
   */
  public BucketChunk(BooleanSupplier late) {
    this.late = late;
  }

  /** Takes a bucket; false, for good, if it has no place. */
  @Override
  public boolean test(Bucket bucket) {
    Series series = bucket.series();
    bytes += BUCKET_BYTES + (long) Double.BYTES * bucket.quantiles().size();
    bytes += series.equals(last) ? 0 : RUN_BYTES + text(series);
    last = series;
    more = more || bytes > StoreFrame.BYTES_MAX || (!buckets.isEmpty() && late.getAsBoolean());
    if (!more) {
      buckets.add(bucket);
    }
    return !more;
  }

  private static long text(Series series) {
    long[] bytes = {
      ListChunk.text(series.uuid())
          + ListChunk.text(series.migInstance())
          + ListChunk.text(series.metric())
    };
    series
        .identityLabels()
        .forEach((name, value) ->
            bytes[0] += 2 * Integer.BYTES + ListChunk.text(name) + ListChunk.text(value));
    return bytes[0];
  }

  /** Whether not even one bucket has a place in a frame. */
  public boolean isTooSmall() {
    return more && buckets.isEmpty();
  }

  /** The reply with what was taken. */
  public StoreReply.Buckets reply() {
    return new StoreReply.Buckets(more, buckets);
  }

  /** Writes the fields of a reply; buckets that follow each other share their series. */
  static void put(FieldWriter out, StoreReply.Buckets reply) {
    List<List<Bucket>> runs = runs(reply.buckets());
    out.putFlag(reply.more());
    out.putInt(runs.size());
    for (List<Bucket> run : runs) {
      out.putSeries(run.getFirst().series());
      out.putInt(run.size());
      run.forEach(bucket -> putBucket(out, bucket));
    }
  }

  private static List<List<Bucket>> runs(List<Bucket> buckets) {
    List<List<Bucket>> runs = new ArrayList<>();
    int start = 0;
    for (int end = 1; end <= buckets.size(); end++) {
      if (end == buckets.size() || !buckets.get(end).series().equals(buckets.get(start).series())) {
        runs.add(buckets.subList(start, end));
        start = end;
      }
    }
    return runs;
  }

  private static void putBucket(FieldWriter out, Bucket bucket) {
    out.putLong(bucket.startMicros());
    out.putLong(bucket.count());
    out.putDouble(bucket.min());
    out.putDouble(bucket.max());
    out.putDouble(bucket.sum());
    out.putLong(bucket.lastTimeMicros());
    out.putDouble(bucket.last());
    out.putDoubles(bucket.quantiles());
  }

  /** Reads the fields of a reply. */
  static StoreReply.Buckets get(FieldReader in) throws StoreFormatException {
    boolean more = in.getFlag();
    List<Bucket> buckets = new ArrayList<>();
    for (int runs = in.getCount(RUN_BYTES); runs > 0; runs--) {
      Series series = in.getSeries();
      for (int left = in.getCount(BUCKET_BYTES); left > 0; left--) {
        buckets.add(bucket(series, in));
      }
    }
    return new StoreReply.Buckets(more, buckets);
  }

  private static Bucket bucket(Series series, FieldReader in) throws StoreFormatException {
    return new Bucket(
        series,
        in.getLong(),
        in.getLong(),
        in.getDouble(),
        in.getDouble(),
        in.getDouble(),
        in.getLong(),
        in.getDouble(),
        in.getDoubles());
  }
}
