package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;

import io.gputelemetry.store.ScanQuery.Order;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A store under test and what its contract uses to look at it. */
public abstract class SampleStoreFixture {
  protected static final String UTIL = "DCGM_FI_DEV_GPU_UTIL";
  protected static final String POWER = "DCGM_FI_DEV_POWER_USAGE";
  protected static final String TEMP = "DCGM_FI_DEV_GPU_TEMP";

  /** The time of day of the store under test. */
  protected final AtomicLong now = new AtomicLong(1_750_000_000_000_000L);

  /** The store under test. */
  protected SampleStore store = new MemoryStore(1, now::get);

  /** A new, empty store that tells time by this clock. */
  protected abstract SampleStore create(LongSupplier epochMicros) throws Exception;

  /**
   * Closes a store and opens another one on the same data. An engine that keeps nothing returns the
   * one it was given.
   */
  protected abstract SampleStore reopen(SampleStore open) throws Exception;

  @BeforeEach
  final void createStore() throws Exception {
    store = create(now::get);
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  /** UTIL and POWER of GPUs from 0, one sample a millisecond, from a start time. */
  protected static SampleBatch fleet(int gpus, int steps, long start) {
    BatchOf batch = new BatchOf();
    for (int step = 0; step < steps; step++) {
      for (int gpu = 0; gpu < gpus; gpu++) {
        long time = start + step * 1_000L;
        batch.row(series(gpu, UTIL), time, step % 100);
        batch.row(series(gpu, POWER), time, 200 + step * 0.125);
      }
    }
    return batch.build();
  }

  protected static String uuid(int number) {
    return BatchOf.gpu(number).uuid();
  }

  protected static ScanQuery query(long from, long to, Order order) {
    return new ScanQuery(uuid(0), Set.of(), from, to, order, Optional.empty(), Integer.MAX_VALUE);
  }

  protected static OptionalInt anyId() {
    return OptionalInt.empty();
  }

  protected static <T> Optional<T> of() {
    return Optional.empty();
  }

  protected static <T> Optional<T> of(T value) {
    return Optional.of(value);
  }

  protected List<StoredSample> rows(ScanQuery query) {
    List<StoredSample> rows = new ArrayList<>();
    store.scan(query, rows::add);
    return rows;
  }

  protected List<Double> values(ScanQuery query) {
    return rows(query).stream().map(StoredSample::value).toList();
  }

  protected List<Long> times(ScanQuery query) {
    return rows(query).stream().map(StoredSample::eventTimeMicros).toList();
  }

  protected List<GpuSummary> gpus(GpuQuery query) {
    List<GpuSummary> gpus = new ArrayList<>();
    store.gpus(query, gpus::add);
    return gpus;
  }

  protected List<Integer> numbers(GpuQuery query) {
    return gpus(query).stream()
        .map(summary -> Integer.valueOf(summary.gpu().uuid().substring("GPU-".length())))
        .toList();
  }
}
