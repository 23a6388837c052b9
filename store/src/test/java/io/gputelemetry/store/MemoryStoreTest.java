package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends SampleStoreContract {
  private static final long BYTES_FOR_TEN_ROWS =
      10 * MemoryStore.ROW_BYTES + MemoryStore.IDENTITY_BYTES;

  @Override
  protected SampleStore create(LongSupplier epochMicros) {
    return new MemoryStore(256 << 20, epochMicros);
  }

  @Override
  protected SampleStore reopen(SampleStore open) {
    return open;
  }

  @Test
  void append_full_refusedAndNothingKept() {
    try (SampleStore store = new MemoryStore(BYTES_FOR_TEN_ROWS, () -> 0)) {
      store.append(rows(0, 9));

      assertThatExceptionOfType(StoreException.class)
          .isThrownBy(() -> store.append(rows(9, 11)))
          .withMessageContaining("in-memory store is full")
          .matches(StoreException::retryable);
      assertThat(store.stats().samples()).isEqualTo(9);
      assertThat(store.append(rows(0, 9)).duplicates()).isEqualTo(9);
      assertThat(store.append(rows(9, 10)).stored()).isEqualTo(1);
    }
  }

  @Test
  void append_afterExpire_roomAgain() {
    try (SampleStore store = new MemoryStore(BYTES_FOR_TEN_ROWS, () -> 0)) {
      store.append(rows(0, 10));

      assertThat(store.expire(4)).isEqualTo(4);
      assertThat(store.stats().expired()).isEqualTo(4);
      assertThat(store.stats().expiredBeforeMicros()).isPresent();
      assertThat(store.append(rows(10, 14)).stored()).isEqualTo(4);
      assertThat(store.stats().oldestMicros()).hasValue(4);
    }
  }

  @Test
  void expire_everything_leavesNothing() {
    try (SampleStore store = new MemoryStore(1 << 20, () -> 0)) {
      store.append(single(series(1, UTIL), 1, 1));

      assertThat(store.expire(2)).isEqualTo(1);
      assertThat(store.metrics()).isEmpty();
      assertThat(store.stats().bytes()).isZero();
      assertThat(store.stats().gpus()).isZero();
    }
  }

  @Test
  void aggregate_rowsAtTheEndsOfTime_inTheFirstAndTheLastBucket() {
    try (SampleStore store = new MemoryStore(1 << 20, () -> 0)) {
      store.append(single(series(1, UTIL), Long.MIN_VALUE, 1));
      store.append(single(series(1, UTIL), Long.MAX_VALUE - 1, 2));
      store.append(single(series(1, UTIL), Long.MAX_VALUE, 3));
      for (long width : new long[] {1, 10, 1_000_003, Long.MAX_VALUE}) {
        AggregateQuery query = AggregateQuery.all(width);
        List<Bucket> found = new ArrayList<>();
        store.aggregate(query, found::add);
        assertThat(found).extracting(Bucket::last).containsExactly(1.0, 2.0);
        assertThat(found.getFirst().startMicros())
            .isEqualTo(query.bucketStart(Long.MIN_VALUE))
            .isEqualTo(Long.MIN_VALUE);

        store.aggregate(query.from(found.getFirst().position(), 9), found::add);
        store.aggregate(query.from(found.get(1).position(), 9), found::add);
        assertThat(found).hasSize(3).element(2).isEqualTo(found.get(1));
      }
    }
  }

  @Test
  void constructor_noRoomAtAll_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MemoryStore(0, () -> 0))
        .withMessageContaining("maxBytes");
  }

  private static SampleBatch rows(int from, int to) {
    BatchOf batch = new BatchOf();
    for (int time = from; time < to; time++) {
      batch.row(series(1, UTIL), time, time);
    }
    return batch.build();
  }
}
