package io.gputelemetry.store;

import io.gputelemetry.telemetry.SampleBatch;
import java.util.SortedSet;
import java.util.function.Predicate;

/**
 * Keeps samples, unique by (series, event time). Windows are {@code [from, to)} in microseconds.
 * Rows are ordered by (event time, series). Every method may be called from any thread; a method
 * that cannot do its work throws {@link StoreException}, and then nothing of the call is
 * acknowledged.
 */
public interface SampleStore extends AutoCloseable {

  /**
   * Stores a whole batch or throws. Returns after the engine's commit point, so a receipt means
   * kept. Repeats are harmless: the first value of a (series, event time) wins, an equal one is a
   * duplicate, a different one a conflict.
   */
  WriteReceipt append(SampleBatch batch);

  /**
   * Hands out the GPUs that match, ordered by uuid, until the sink answers false or the limit is
   * reached.
   */
  void gpus(GpuQuery query, Predicate<GpuSummary> sink);

  /**
   * Hands out the rows that match, in the query's order, until the sink answers false or the limit
   * is reached.
   */
  void scan(ScanQuery query, Predicate<StoredSample> sink);

  /**
   * Hands out the newest row of each series that matches, in the order of {@link
   * LatestQuery#ORDER}, until the sink answers false or the limit is reached. Newest is what has
   * the largest event time, not what came last.
   */
  void latest(LatestQuery query, Predicate<StoredSample> sink);

  /**
   * Hands out the buckets that match and hold at least one number, ordered by series as in {@link
   * LatestQuery#ORDER}, then by start, until the sink answers false or the limit is reached. Rows
   * whose value is NaN are not counted. The work grows with the rows in the window, not with the
   * number of buckets it has room for. A bucket sums up what was there when it was read: a row that
   * comes later, inside a bucket that was handed out, is seen by the next query.
   */
  void aggregate(AggregateQuery query, Predicate<Bucket> sink);

  /** The names of all metrics that have samples, in order. */
  SortedSet<String> metrics();

  /** Counts and bounds of what is stored. */
  StoreStats stats();

  /**
   * Removes what is older than the given time, in whole units of the engine, so some older samples
   * may stay.
   *
   * @return the number of samples removed
   */
  long expire(long olderThanMicros);

  @Override
  void close();
}
