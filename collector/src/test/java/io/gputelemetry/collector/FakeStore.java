package io.gputelemetry.collector;

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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Remembers (series, time) and fails as it is told; every write is a line in the journal of events.
 */
final class FakeStore implements SampleStore {
  final List<String> events;
  final Set<String> rows = new TreeSet<>();
  final List<Integer> writeSizes = new ArrayList<>();

  /** Thrown by the next writes, one each. */
  final Deque<RuntimeException> failures = new ArrayDeque<>();

  /** A batch with this value in it is never taken. */
  double poison = Double.NaN;

  /** What the next writes say they met. */
  int conflicts;

  Runnable onWrite = () -> {};

  FakeStore(List<String> events) {
    this.events = events;
  }

  @Override
  public synchronized WriteReceipt append(SampleBatch batch) {
    onWrite.run();
    RuntimeException failure = failures.poll();
    if (failure != null) {
      events.add("write failed");
      throw failure;
    }
    for (int i = 0; i < batch.size(); i++) {
      if (batch.value(i) == poison) {
        throw new StoreException("a value that cannot be kept", false);
      }
    }
    int stored = 0;
    for (int i = 0; i < batch.size(); i++) {
      String series = batch.dictionary().get(batch.series(i)).series().toString();
      stored += rows.add(series + "@" + batch.eventTime(i)) ? 1 : 0;
    }
    events.add("write " + batch.size());
    writeSizes.add(batch.size());
    return new WriteReceipt(stored, batch.size() - stored, conflicts);
  }

  @Override
  public void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scan(ScanQuery query, Predicate<StoredSample> sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void latest(LatestQuery query, Predicate<StoredSample> sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void aggregate(AggregateQuery query, Predicate<Bucket> sink) {
    throw new UnsupportedOperationException();
  }

  @Override
  public SortedSet<String> metrics() {
    throw new UnsupportedOperationException();
  }

  @Override
  public StoreStats stats() {
    throw new UnsupportedOperationException();
  }

  @Override
  public long expire(long olderThanMicros) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    events.add("store closed");
  }
}
