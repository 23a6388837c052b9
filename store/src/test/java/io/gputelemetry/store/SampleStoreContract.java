package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.store.ScanQuery.Order;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every engine behind the port must do; an engine's test extends it. */
public abstract class SampleStoreContract extends SampleStoreListingContract {
  @Test
  void append_newSamples_allStored() {
    WriteReceipt receipt =
        store.append(
            new BatchOf().row(series(1, UTIL), 10, 5).row(series(1, POWER), 10, 7).build());

    assertThat(receipt).isEqualTo(new WriteReceipt(2, 0, 0));
    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(row -> row.identity().series().metric(), StoredSample::value)
        .containsExactly(tuple(UTIL, 5.0), tuple(POWER, 7.0));
  }

  @Test
  void append_emptyBatch_nothingStored() {
    assertThat(store.append(new BatchOf().build())).isEqualTo(new WriteReceipt(0, 0, 0));
  }

  @Test
  void append_repeatsWithinBatch_firstValueWins() {
    WriteReceipt receipt =
        store.append(
            new BatchOf()
                .row(series(1, UTIL), 10, 5)
                .row(series(1, UTIL), 10, 5)
                .row(series(1, UTIL), 10, 6)
                .build());

    assertThat(receipt).isEqualTo(new WriteReceipt(1, 1, 1));
    assertThat(values(ScanQuery.all(uuid(1)))).containsExactly(5.0);
  }

  @Test
  void append_repeatsAcrossBatches_firstValueWins() throws Exception {
    store.append(new BatchOf().row(series(1, UTIL), 10, 5).row(series(1, UTIL), 11, 6).build());
    store = reopen(store);
    WriteReceipt receipt =
        store.append(
            new BatchOf()
                .row(series(1, UTIL), 10, 5)
                .row(series(1, UTIL), 11, 66)
                .row(series(1, UTIL), 12, 7)
                .build());

    assertThat(receipt).isEqualTo(new WriteReceipt(1, 1, 1));
    assertThat(values(ScanQuery.all(uuid(1)))).containsExactly(5.0, 6.0, 7.0);
  }

  @Test
  void append_wholeBatchRepeated_changesNothing() throws Exception {
    SampleBatch batch = fleet(3, 40, 1_000);
    assertThat(store.append(batch)).isEqualTo(new WriteReceipt(batch.size(), 0, 0));
    StoreStats before = store.stats();

    for (int i = 0; i < 3; i++) {
      store = reopen(store);
      assertThat(store.append(batch)).isEqualTo(new WriteReceipt(0, batch.size(), 0));
    }

    assertThat(store.stats().samples()).isEqualTo(before.samples());
    assertThat(rows(ScanQuery.all(uuid(2)))).hasSize(80);
  }

  @Test
  void append_otherAttributionForAKnownRow_isARepeat() {
    store.append(single(series(1, UTIL, "first"), 10, 5));

    assertThat(store.append(single(series(1, UTIL, "second"), 10, 5)).duplicates()).isEqualTo(1);
    assertThat(rows(ScanQuery.all(uuid(1))).getFirst().identity().attribution().pod())
        .isEqualTo("first");
  }

  @Test
  void append_notANumberAndOtherOddValues_keptBitByBit() throws Exception {
    double otherNan = Double.longBitsToDouble(0x7ff8_0000_0000_0001L);
    List<Double> odd =
        List.of(Double.NaN, otherNan, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0);
    BatchOf batch = new BatchOf();
    for (int i = 0; i < odd.size(); i++) {
      batch.row(series(1, UTIL), i, odd.get(i));
    }
    store.append(batch.row(series(1, UTIL), 9, Double.MIN_VALUE).build());
    store = reopen(store);

    assertThat(values(ScanQuery.all(uuid(1))).stream().map(Double::doubleToRawLongBits))
        .startsWith(odd.stream().map(Double::doubleToRawLongBits).toArray(Long[]::new))
        .endsWith(Double.doubleToRawLongBits(Double.MIN_VALUE));
    assertThat(store.append(single(series(1, UTIL), 0, Double.NaN)).duplicates()).isEqualTo(1);
    assertThat(store.append(single(series(1, UTIL), 0, otherNan)).conflicts()).isEqualTo(1);
    assertThat(store.append(single(series(1, UTIL), 4, 0.0)).conflicts()).isEqualTo(1);
  }

  @Test
  void append_outOfOrderAndLate_readInOrder() throws Exception {
    List<Integer> times = new ArrayList<>(IntStream.range(0, 2_000).boxed().toList());
    Collections.shuffle(times, new java.util.Random(42));
    for (int start = 0; start < times.size(); start += 100) {
      BatchOf batch = new BatchOf();
      times.subList(start, start + 100).forEach(t -> batch.row(series(1, UTIL), t, t * 0.5));
      assertThat(store.append(batch.build()).stored()).isEqualTo(100);
    }
    store = reopen(store);

    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(StoredSample::eventTimeMicros)
        .containsExactlyElementsOf(LongRange.upTo(2_000));
    assertThat(values(ScanQuery.all(uuid(1)))).element(1_234).isEqualTo(617.0);
  }

  @Test
  void append_fromManyThreads_eachRowOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<WriteReceipt>> receipts = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        SampleBatch batch = fleet(2, 25, i / 2 * 1_000_000L);
        receipts.add(threads.submit(() -> store.append(batch)));
      }
      int stored = 0;
      int duplicates = 0;
      for (Future<WriteReceipt> receipt : receipts) {
        stored += receipt.get().stored();
        duplicates += receipt.get().duplicates();
      }
      assertThat(stored).isEqualTo(20 * 100);
      assertThat(duplicates).isEqualTo(20 * 100);
    }
    assertThat(store.stats().samples()).isEqualTo(2_000);
    assertThat(store.stats().duplicates()).isEqualTo(2_000);
  }

  @Test
  void scan_whileRowsAreAppended_seesWhatWasThereBefore() throws Exception {
    store.append(fleet(1, 500, 0));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writer =
          threads.submit(
              () -> IntStream.range(1, 40).forEach(i -> store.append(fleet(1, 50, i * 100L))));
      for (int i = 0; i < 20; i++) {
        List<StoredSample> seen = rows(ScanQuery.all(uuid(0)));
        assertThat(seen).isSortedAccordingTo(Comparator.comparing(StoredSample::position));
        assertThat(seen).extracting(StoredSample::position).doesNotHaveDuplicates();
        assertThat(seen).hasSizeGreaterThanOrEqualTo(1_000);
      }
      writer.get();
    }
  }

  @Test
  void scan_window_includesStartAndExcludesEnd() throws Exception {
    store.append(fleet(1, 10, 100));
    store = reopen(store);

    for (Order order : Order.values()) {
      ScanQuery query = query(1_100, 3_100, order);
      assertThat(Set.copyOf(times(query))).containsExactlyInAnyOrder(1_100L, 2_100L);
      assertThat(times(query(1_101, 3_101, order))).containsOnly(2_100L, 3_100L);
      assertThat(times(query(3_100, 3_100, order))).isEmpty();
      assertThat(times(query(3_100, 100, order))).isEmpty();
      assertThat(times(query(Long.MIN_VALUE, 100, order))).isEmpty();
      assertThat(times(query(9_101, Long.MAX_VALUE, order))).isEmpty();
    }
  }

  @Test
  void scan_bothOrders_totalByTimeThenSeries() throws Exception {
    store.append(fleet(1, 700, 0));
    store.append(fleet(1, 700, 500));
    store = reopen(store);

    List<StoredSample> ascending = rows(ScanQuery.all(uuid(0)));
    List<StoredSample> descending = rows(query(Long.MIN_VALUE, Long.MAX_VALUE, Order.DESC));

    assertThat(ascending).hasSize(2_800);
    assertThat(ascending).isSortedAccordingTo(Comparator.comparing(StoredSample::position));
    assertThat(descending).containsExactlyElementsOf(ascending.reversed());
  }

  @Test
  void scan_pagesWhileRowsAreAdded_eachRowOnce() throws Exception {
    for (Order order : Order.values()) {
      store.append(fleet(1, 300, 0));
      List<RowPosition> seen = new ArrayList<>();
      Optional<RowPosition> after = Optional.empty();
      int added = 0;
      while (true) {
        ScanQuery page = new ScanQuery(uuid(0), Set.of(), 0, Long.MAX_VALUE, order, after, 37);
        List<StoredSample> rows = rows(page);
        rows.forEach(row -> seen.add(row.position()));
        if (rows.size() < 37) {
          break;
        }
        after = Optional.of(rows.getLast().position());
        store.append(single(series(0, UTIL), 299_500 - 1_000L * added, 1));
        store.append(single(series(0, UTIL), 500 + 1_000L * added++, 1));
        store = added % 5 == 0 ? reopen(store) : store;
      }
      assertThat(seen).doesNotHaveDuplicates();
      assertThat(seen.stream().filter(row -> row.eventTimeMicros() % 1_000 == 0)).hasSize(600);
      Comparator<RowPosition> byPosition = Comparator.naturalOrder();
      assertThat(seen).isSortedAccordingTo(order == Order.ASC ? byPosition : byPosition.reversed());
    }
  }

  @Test
  void scan_afterARowThatIsNotThere_goesOnBehindItsPlace() {
    store.append(fleet(1, 10, 0));
    RowPosition between = new RowPosition(4_500, Series.of("a", "a"));

    assertThat(times(new ScanQuery(uuid(0), Set.of(UTIL), 0, 9_000, Order.ASC, of(between), 2)))
        .containsExactly(5_000L, 6_000L);
    assertThat(times(new ScanQuery(uuid(0), Set.of(UTIL), 0, 9_000, Order.DESC, of(between), 2)))
        .containsExactly(4_000L, 3_000L);
    RowPosition outside = new RowPosition(20_000, Series.of("a", "a"));
    assertThat(times(new ScanQuery(uuid(0), Set.of(), 0, 9_000, Order.ASC, of(outside), 2)))
        .isEmpty();
    assertThat(times(new ScanQuery(uuid(0), Set.of(UTIL), 0, 9_000, Order.DESC, of(outside), 1)))
        .containsExactly(8_000L);
  }

  @Test
  void scan_metricFilter_onlyThose() {
    store.append(
        new BatchOf()
            .row(series(1, UTIL), 1, 1)
            .row(series(1, POWER), 1, 2)
            .row(series(1, TEMP), 1, 3)
            .build());

    assertThat(
            values(
                new ScanQuery(
                    uuid(1), Set.of(UTIL, TEMP, "none"), 0, 9, Order.ASC, Optional.empty(), 9)))
        .containsExactly(3.0, 1.0);
  }

  @Test
  void scan_unknownGpuOrMetric_nothing() {
    store.append(single(series(1, UTIL), 1, 1));

    assertThat(rows(ScanQuery.all("GPU-none"))).isEmpty();
    assertThat(rows(new ScanQuery(uuid(1), Set.of(POWER), 0, 9, Order.ASC, Optional.empty(), 9)))
        .isEmpty();
    assertThat(gpus(GpuQuery.byUuid("GPU-none"))).isEmpty();
  }

  @Test
  void scan_sinkRefuses_endsThere() {
    store.append(fleet(1, 2_000, 0));
    List<StoredSample> seen = new ArrayList<>();

    store.scan(
        ScanQuery.all(uuid(0)),
        row -> {
          seen.add(row);
          return seen.size() < 1_500;
        });

    assertThat(seen).hasSize(1_500);
  }

  @Test
  void scan_sinkCallsTheStore_noDeadlock() {
    store.append(fleet(1, 10, 0));
    List<WriteReceipt> receipts = new ArrayList<>();

    store.scan(
        ScanQuery.all(uuid(0)),
        row -> receipts.add(store.append(single(series(5, UTIL), row.eventTimeMicros(), 1))));

    assertThat(receipts).hasSize(20);
  }

  @Test
  void scan_limit_atMostThatMany() {
    store.append(fleet(1, 2_000, 0));
    for (int limit : new int[] {1, 2, 511, 512, 513, 3_999, 4_000, 5_000}) {
      ScanQuery query = new ScanQuery(uuid(0), Set.of(), 0, 9L << 40, Order.ASC, of(), limit);
      assertThat(rows(query)).hasSize(Math.min(limit, 4_000));
    }
  }

  /** Numbers from 0, as a list. */
  private static final class LongRange {
    static List<Long> upTo(int end) {
      return IntStream.range(0, end).mapToObj(Long::valueOf).toList();
    }
  }
}
