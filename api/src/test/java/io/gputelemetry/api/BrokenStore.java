package io.gputelemetry.api;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.SortedSet;
import java.util.function.Predicate;

/** A store that cannot do anything. */
public record BrokenStore(boolean retryable) implements SampleStore {
  private StoreException down() {
    return new StoreException("secret.internal:5432 refused the connection", retryable);
  }

  @Override
  public WriteReceipt append(SampleBatch batch) {
    throw down();
  }

  @Override
  public void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    throw down();
  }

  @Override
  public void scan(ScanQuery query, Predicate<StoredSample> sink) {
    throw down();
  }

  @Override
  public void latest(LatestQuery query, Predicate<StoredSample> sink) {
    throw down();
  }

  @Override
  public void aggregate(AggregateQuery query, Predicate<Bucket> sink) {
    throw down();
  }

  @Override
  public SortedSet<String> metrics() {
    throw down();
  }

  @Override
  public StoreStats stats() {
    throw down();
  }

  @Override
  public long expire(long olderThanMicros) {
    throw down();
  }

  @Override
  public void close() {}
}
