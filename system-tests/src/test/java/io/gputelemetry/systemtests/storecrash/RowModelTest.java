package io.gputelemetry.systemtests.storecrash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The judge of the kills, judged: it finds each kind of wrong row, and allows what is right. */
class RowModelTest {
  private static final SeededBatches BATCHES = new SeededBatches(1);
  private static final SampleBatch FIRST = BATCHES.batch(0);
  private static final long LATER = SeededBatches.timeOf(1_000);

  private final RowModel model = new RowModel();

  /** What a store holds that took only this batch. */
  private static List<StoredSample> rows(SampleBatch batch) {
    try (MemoryStore store = new MemoryStore(1 << 20, () -> 7)) {
      var _ = store.append(batch);
      List<StoredSample> rows = new ArrayList<>();
      store.gpus(
          GpuQuery.all(),
          gpu -> {
            store.scan(ScanQuery.all(gpu.gpu().uuid()), rows::add);
            return true;
          });
      return rows;
    }
  }

  private void acknowledge(long id, SampleBatch batch, int stored) {
    model.sent(id, id, batch);
    model.stored(id, new WriteReceipt(stored, batch.size() - stored, 0));
  }

  private static int distinct(SampleBatch batch) {
    return rows(batch).size();
  }

  @Test
  void settle_acknowledgedRowsThere_keepsThem() {
    acknowledge(0, FIRST, distinct(FIRST));
    model.settle(rows(FIRST));
    model.settle(rows(FIRST));
    assertThat(model.size()).isEqualTo(distinct(FIRST));
  }

  @Test
  void settle_acknowledgedRowMissing_fails() {
    acknowledge(0, FIRST, distinct(FIRST));
    List<StoredSample> rows = rows(FIRST);
    rows.removeLast();
    assertThatThrownBy(() -> model.settle(rows)).hasMessageContaining("lost");
  }

  @Test
  void settle_rowTwice_fails() {
    acknowledge(0, FIRST, distinct(FIRST));
    List<StoredSample> rows = rows(FIRST);
    rows.add(rows.getFirst());
    assertThatThrownBy(() -> model.settle(rows)).hasMessageContaining("stored twice");
  }

  @Test
  void settle_otherValueTimeOrIdentity_fails() {
    acknowledge(0, FIRST, distinct(FIRST));
    StoredSample row = rows(FIRST).getFirst();
    SeriesIdentity series = row.identity();
    OptionalLong source = row.sourceTimeMicros();
    long time = row.eventTimeMicros();
    requireRefused(new StoredSample(series, time, source, 7, row.value() + 1), "became");
    requireRefused(new StoredSample(series, time, OptionalLong.of(5), 7, row.value()), "became");
    requireRefused(new StoredSample(series, time + 1, source, 7, row.value()), "never sent");
  }

  private void requireRefused(StoredSample wrong, String message) {
    List<StoredSample> rows = rows(FIRST);
    rows.set(0, wrong);
    assertThatThrownBy(() -> model.settle(rows)).hasMessageContaining(message);
  }

  @Test
  void settle_acceptedAtAnotherTimeThanBefore_fails() {
    acknowledge(0, FIRST, distinct(FIRST));
    model.settle(rows(FIRST));
    StoredSample row = rows(FIRST).getFirst();
    requireRefused(
        new StoredSample(
            row.identity(), row.eventTimeMicros(), row.sourceTimeMicros(), 8, row.value()),
        "became");
  }

  @Test
  void settle_batchWithoutReceipt_mayBeThereInPart() {
    model.sent(0, 0, FIRST);
    assertThat(model.unacknowledged()).containsExactly(0L);
    List<StoredSample> rows = rows(FIRST);
    rows.removeLast();
    model.settle(rows);
    assertThatThrownBy(() -> model.settle(rows(FIRST))).hasMessageContaining("never sent");
  }

  @Test
  void settle_expired_mayBeGoneButNotComeBack() {
    acknowledge(0, FIRST, distinct(FIRST));
    model.expiryAsked(LATER);
    model.settle(rows(FIRST));
    model.settle(List.of());
    assertThatThrownBy(() -> model.settle(rows(FIRST))).hasMessageContaining("never sent");
  }

  @Test
  void settle_expiryAcknowledged_mustBeGone() {
    acknowledge(0, FIRST, distinct(FIRST));
    model.expiryAsked(LATER);
    model.expired(LATER, 1);
    assertThatThrownBy(() -> model.settle(rows(FIRST))).hasMessageContaining("gone before");
  }

  @Test
  void settle_sentWhileExpiryRan_mayBeThere() {
    model.sent(0, 0, FIRST);
    model.expiryAsked(LATER);
    model.expired(LATER, 1);
    model.settle(rows(FIRST));
    assertThat(model.size()).isEqualTo(distinct(FIRST));
  }

  @Test
  void stored_moreThanCanBeNew_fails() {
    acknowledge(0, FIRST, distinct(FIRST));
    assertThatThrownBy(() -> acknowledge(1, FIRST, 1)).hasMessageContaining("at most 0");
  }

  @Test
  void sequel_settledAndFreshBatches_answersAsAStoreDoes() {
    acknowledge(0, FIRST, distinct(FIRST));
    model.settle(rows(FIRST));
    RowModel.Sequel sequel = model.new Sequel();
    try (MemoryStore store = new MemoryStore(1 << 20, () -> 7)) {
      var _ = store.append(FIRST);
      for (long number = 0; number < 20; number++) {
        SampleBatch batch = BATCHES.batch(number);
        assertThat(sequel.append(batch)).isEqualTo(store.append(batch));
      }
      assertThat(store.stats().samples()).isEqualTo(sequel.size());
    }
  }
}
