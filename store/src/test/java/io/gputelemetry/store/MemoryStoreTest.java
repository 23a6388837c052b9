package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gputelemetry.telemetry.SampleBatch;
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
