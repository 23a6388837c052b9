package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The part of the contract about which buckets an aggregate answers, in which order. */
public abstract class SampleStoreBucketContract extends SampleStoreFixture {
  private static final long YEAR = 365L * 24 * 3_600 * 1_000_000;
  static final List<Double> NONE = List.of();

  /** One sample a microsecond, whose value is its time. */
  static SampleBatch ramp(int from, int to) {
    BatchOf batch = new BatchOf();
    for (int time = from; time < to; time++) {
      batch.row(series(1, UTIL), time, time);
    }
    return batch.build();
  }

  List<Bucket> buckets(AggregateQuery query) {
    List<Bucket> buckets = new ArrayList<>();
    store.aggregate(query, buckets::add);
    return buckets;
  }

  static AggregateQuery window(long from, long to, long width, long origin) {
    return window(from, to, width, origin, NONE);
  }

  static AggregateQuery window(
      long from, long to, long width, long origin, List<Double> quantiles) {
    return new AggregateQuery(
        Set.of(), Set.of(), from, to, width, origin, quantiles, Optional.empty(), 1 << 30);
  }

  static AggregateQuery limited(AggregateQuery query, int limit) {
    return new AggregateQuery(
        query.metrics(),
        query.uuids(),
        query.fromMicros(),
        query.toMicros(),
        query.widthMicros(),
        query.originMicros(),
        query.quantiles(),
        query.after(),
        limit);
  }

  List<Bucket> pages(AggregateQuery query, int limit) {
    List<Bucket> seen = new ArrayList<>();
    AggregateQuery rest = limited(query, limit);
    while (true) {
      List<Bucket> page = buckets(rest);
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page);
      if (page.size() < limit) {
        return seen;
      }
      rest = rest.from(page.getLast().position(), limit);
    }
  }

  @Test
  void aggregate_windowThatCutsBuckets_onlyItsRowsUnderTheirOwnStarts() throws Exception {
    store.append(ramp(0, 40));
    store = reopen(store);

    assertThat(buckets(window(7, 32, 10, 0)))
        .extracting(Bucket::startMicros, Bucket::count, Bucket::min, Bucket::max)
        .containsExactly(
            tuple(0L, 3L, 7.0, 9.0),
            tuple(10L, 10L, 10.0, 19.0),
            tuple(20L, 10L, 20.0, 29.0),
            tuple(30L, 2L, 30.0, 31.0));
    assertThat(buckets(window(10, 10, 10, 0))).isEmpty();
    assertThat(buckets(window(20, 10, 10, 0))).isEmpty();
    assertThat(buckets(window(40, 90, 10, 0))).isEmpty();
    assertThat(buckets(window(39, 90, 10, 0))).extracting(Bucket::last).containsExactly(39.0);
  }

  @Test
  void aggregate_origin_movesTheBucketsWithIt() throws Exception {
    store.append(ramp(0, 40));
    store = reopen(store);

    assertThat(buckets(window(7, 32, 10, 7)))
        .extracting(Bucket::startMicros, Bucket::count)
        .containsExactly(tuple(7L, 10L), tuple(17L, 10L), tuple(27L, 5L));
    for (long origin : new long[] {-3, 997, -1_000_003}) {
      assertThat(buckets(window(7, 32, 10, origin))).isEqualTo(buckets(window(7, 32, 10, 7)));
    }
  }

  @Test
  void aggregate_negativeTimes_inTheBucketBelow() throws Exception {
    store.append(ramp(-25, 15));
    store = reopen(store);

    assertThat(buckets(window(-100, 100, 10, 0)))
        .extracting(Bucket::startMicros, Bucket::count, Bucket::last)
        .containsExactly(
            tuple(-30L, 5L, -21.0),
            tuple(-20L, 10L, -11.0),
            tuple(-10L, 10L, -1.0),
            tuple(0L, 10L, 9.0),
            tuple(10L, 5L, 14.0));
  }

  @Test
  void aggregate_pages_eachBucketOnceInOrder() throws Exception {
    store.append(fleet(2, 300, -150_000));
    store = reopen(store);
    AggregateQuery query = window(-149_990, 1L << 40, 1_500, 40, List.of(0.5));
    List<Bucket> whole = buckets(query);
    assertThat(whole).hasSize(800).extracting(Bucket::position).isSorted();
    for (int limit : new int[] {7, 511, 512, 513, 799, 800, 801}) {
      assertThat(pages(query, limit)).isEqualTo(whole);
    }
    assertThat(pages(query, 1)).isEqualTo(whole);
  }

  @Test
  void aggregate_afterABucketThatIsNotThere_goesOnBehindItsPlace() {
    store.append(ramp(0, 40));
    for (long inside : new long[] {10, 15, 19}) {
      assertThat(starts(inside, Series.of(uuid(1), UTIL))).containsExactly(20L, 30L);
    }
    assertThat(starts(99, Series.of(uuid(1), TEMP))).containsExactly(0L, 10L, 20L, 30L);
    assertThat(starts(0, Series.of(uuid(2), TEMP))).isEmpty();
    assertThat(starts(Long.MAX_VALUE, Series.of(uuid(1), UTIL))).isEmpty();
    assertThat(starts(Long.MIN_VALUE, Series.of(uuid(1), UTIL))).hasSize(4);
  }

  private List<Long> starts(long after, Series series) {
    AggregateQuery query = window(0, 100, 10, 0).from(new BucketPosition(series, after), 9);
    return buckets(query).stream().map(Bucket::startMicros).toList();
  }

  @Test
  void aggregate_manyBuckets_areAllThere() {
    store.append(fleet(2, 5_000, 0));
    List<Double> quantiles = List.of(0.1, 0.5, 0.9);

    List<Bucket> found = buckets(window(0, YEAR, 1, 0, quantiles));

    assertThat(found).hasSize(20_000);
    assertThat(found).extracting(Bucket::position).isSorted().doesNotHaveDuplicates();
    assertThat(found).allMatch(bucket -> bucket.count() == 1 && bucket.quantiles().size() == 3);
  }

  @Test
  void aggregate_manySeries_areAllThere() throws Exception {
    store.append(fleet(600, 1, 0));
    store = reopen(store);
    AggregateQuery query = window(0, YEAR, YEAR, 0);

    List<Bucket> found = buckets(query);

    assertThat(found).hasSize(1_200);
    assertThat(found).extracting(Bucket::position).isSorted().doesNotHaveDuplicates();
    assertThat(pages(query, 500)).isEqualTo(found);
  }

  @Test
  @Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
  void aggregate_microsecondsOverYears_costsOnlyWhatIsThere() throws Exception {
    for (long time : new long[] {-5 * YEAR, -1, 0, 1, 5 * YEAR}) {
      store.append(single(series(1, UTIL), time, 1));
    }
    store = reopen(store);

    for (AggregateQuery query :
        List.of(window(-6 * YEAR, 6 * YEAR, 1, -6 * YEAR, List.of(0.5)), AggregateQuery.all(1))) {
      assertThat(buckets(query))
          .extracting(Bucket::startMicros)
          .containsExactly(-5 * YEAR, -1L, 0L, 1L, 5 * YEAR);
    }
  }

  @Test
  void aggregate_extremeWindowsWidthsAndOrigins_doNotOverflow() throws Exception {
    AggregateModel model = new AggregateModel();
    for (long time : new long[] {-5 * YEAR, -1, 0, 5 * YEAR}) {
      store.append(single(series(1, UTIL), time, (double) time));
      model.add(Series.of(uuid(1), UTIL), time, (double) time);
    }
    store = reopen(store);
    long[] ends = {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE};
    for (long origin : ends) {
      for (long width : new long[] {1, 1L << 62, Long.MAX_VALUE}) {
        AggregateQuery query = window(Long.MIN_VALUE, Long.MAX_VALUE, width, origin);
        List<Bucket> found = buckets(query);
        assertThat(found.stream().mapToLong(Bucket::count).sum()).isEqualTo(4);
        assertThat(found)
            .extracting(Bucket::position, Bucket::count)
            .containsExactlyElementsOf(
                model.answer(query).stream()
                    .map(bucket -> tuple(bucket.position(), bucket.count()))
                    .toList());
        assertThat(pages(query, 1)).isEqualTo(found);
      }
    }
    assertThat(buckets(window(Long.MAX_VALUE, Long.MIN_VALUE, 1, 0))).isEmpty();
  }

  @Test
  void aggregate_sinkRefuses_endsThere() {
    store.append(fleet(3, 600, 0));
    List<Bucket> seen = new ArrayList<>();

    store.aggregate(
        AggregateQuery.all(1_000),
        bucket -> {
          seen.add(bucket);
          return seen.size() < 1_333;
        });

    assertThat(seen).hasSize(1_333);
  }

  @Test
  void aggregate_sinkCallsTheStore_noDeadlock() {
    store.append(fleet(2, 10, 0));
    List<WriteReceipt> receipts = new ArrayList<>();

    store.aggregate(
        window(0, 10_000, 1_000, 0),
        bucket -> receipts.add(store.append(single(series(5, UTIL), -1 - receipts.size(), 1))));

    assertThat(receipts).hasSize(40);
  }

  @Test
  void aggregate_whileRowsAreAdded_eachBucketOnce() throws Exception {
    store.append(fleet(1, 300, 0));
    List<BucketPosition> seen = new ArrayList<>();
    AggregateQuery rest = limited(AggregateQuery.all(1_000), 37);
    for (int added = 0; ; added++) {
      List<Bucket> page = buckets(rest);
      page.forEach(bucket -> seen.add(bucket.position()));
      if (page.size() < 37) {
        break;
      }
      rest = rest.from(page.getLast().position(), 37);
      store.append(single(series(0, UTIL), 500 + 1_000L * added, 1));
      store.append(single(series(0, POWER), 299_500 - 1_000L * added, 1));
      store = added % 5 == 0 ? reopen(store) : store;
    }
    assertThat(seen).hasSize(600).isSorted().doesNotHaveDuplicates();
  }
}
