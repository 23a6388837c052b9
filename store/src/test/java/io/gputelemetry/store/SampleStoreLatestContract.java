package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The part of the contract about the newest row of each series. */
public abstract class SampleStoreLatestContract extends SampleStoreAggregateContract {
  private List<StoredSample> latest(LatestQuery query) {
    List<StoredSample> rows = new ArrayList<>();
    store.latest(query, rows::add);
    return rows;
  }

  private static LatestQuery of(Set<String> metrics, Set<String> uuids, long since) {
    return new LatestQuery(metrics, uuids, since, Optional.empty(), Integer.MAX_VALUE);
  }

  @Test
  void latest_severalRows_newestOfEachSeriesByGpuThenMetric() throws Exception {
    store.append(fleet(3, 700, 0));
    store.append(single(series(1, TEMP), 40, 8));
    for (int i = 0; i < 2; i++) {
      assertThat(latest(LatestQuery.all()))
          .extracting(
              row -> row.identity().gpu().uuid(),
              row -> row.identity().series().metric(),
              StoredSample::eventTimeMicros,
              StoredSample::value)
          .containsExactly(
              tuple(uuid(0), UTIL, 699_000L, 99.0),
              tuple(uuid(0), POWER, 699_000L, 287.375),
              tuple(uuid(1), TEMP, 40L, 8.0),
              tuple(uuid(1), UTIL, 699_000L, 99.0),
              tuple(uuid(1), POWER, 699_000L, 287.375),
              tuple(uuid(2), UTIL, 699_000L, 99.0),
              tuple(uuid(2), POWER, 699_000L, 287.375));
      store = reopen(store);
    }
  }

  @Test
  void latest_lateRowsAndRepeats_doNotWin() throws Exception {
    store.append(single(series(1, UTIL), 1_000, 1));
    store = reopen(store);
    store.append(single(series(1, UTIL), 900, 2));
    store.append(single(series(1, UTIL), 1_000, 3));
    assertThat(latest(LatestQuery.all())).extracting(StoredSample::value).containsExactly(1.0);
    store = reopen(store);
    store.append(fleet(1, 300, -400_000));
    store.append(single(series(1, UTIL), -5, 4));

    assertThat(latest(of(Set.of(UTIL), Set.of(uuid(1)), Long.MIN_VALUE)))
        .extracting(StoredSample::eventTimeMicros, StoredSample::value)
        .containsExactly(tuple(1_000L, 1.0));
  }

  @Test
  void latest_row_wholeAsScanned() throws Exception {
    store.append(
        new BatchOf()
            .row(series(1, UTIL, "old"), 10, 1_752_871_354_000_000L, 1)
            .row(series(1, UTIL, "pod"), 20, 1_752_871_355_000_000L, 2)
            .row(series(1, TEMP), 5, 3)
            .build());
    now.addAndGet(7_000);
    store = reopen(store);

    List<StoredSample> all = rows(ScanQuery.all(uuid(1)));
    assertThat(latest(LatestQuery.all())).containsExactly(all.getFirst(), all.getLast());
    assertThat(latest(LatestQuery.all()).getLast().sourceTimeMicros())
        .isEqualTo(OptionalLong.of(1_752_871_355_000_000L));
    assertThat(latest(LatestQuery.all()).getLast().identity().attribution().pod()).isEqualTo("pod");
  }

  @Test
  void latest_filters_onlyThoseThatMatch() throws Exception {
    store.append(fleet(4, 3, 0));
    store.append(single(series(2, UTIL), 9_000, 7));
    store = reopen(store);

    assertThat(latest(of(Set.of(POWER), Set.of(uuid(3), uuid(1), "GPU-none"), 0)))
        .extracting(row -> row.identity().gpu().uuid(), row -> row.identity().series().metric())
        .containsExactly(tuple(uuid(1), POWER), tuple(uuid(3), POWER));
    assertThat(latest(of(Set.of(), Set.of(), 9_000)))
        .extracting(StoredSample::value)
        .containsExactly(7.0);
    assertThat(latest(of(Set.of(), Set.of(), 9_001))).isEmpty();
    assertThat(latest(of(Set.of("none"), Set.of(), 0))).isEmpty();
  }

  @Test
  void latest_pages_eachSeriesOnceInOrder() throws Exception {
    store.append(fleet(600, 1, 0));
    for (String link : List.of("0", "1")) {
      Series nvlink = new Series(uuid(5), "", UTIL, new TreeMap<>(Map.of("link", link)));
      store.append(single(new SeriesIdentity(nvlink, BatchOf.gpu(5), Attribution.NONE), 1, 1));
    }
    List<StoredSample> whole = latest(LatestQuery.all());
    assertThat(whole).hasSize(1_202);
    for (int limit : new int[] {1, 7, 511, 512, 513, 1_202, 2_000}) {
      store = limit == 512 ? reopen(store) : store;
      assertThat(pages(limit)).containsExactlyElementsOf(whole);
    }
  }

  private List<StoredSample> pages(int limit) {
    List<StoredSample> seen = new ArrayList<>();
    LatestQuery query = LatestQuery.all();
    query = new LatestQuery(Set.of(), Set.of(), query.sinceMicros(), Optional.empty(), limit);
    while (true) {
      List<StoredSample> page = latest(query);
      assertThat(page).hasSizeLessThanOrEqualTo(limit);
      seen.addAll(page);
      if (page.size() < limit) {
        return seen;
      }
      query = query.from(page.getLast().identity().series(), limit);
    }
  }

  @Test
  void latest_sinkRefusesOrCallsTheStore_endsThereWithoutDeadlock() {
    store.append(fleet(300, 1, 0));
    List<WriteReceipt> receipts = new ArrayList<>();

    store.latest(
        LatestQuery.all(),
        row -> {
          receipts.add(store.append(single(series(900, UTIL), receipts.size(), 1)));
          return receipts.size() < 555;
        });

    assertThat(receipts).hasSize(555);
  }

  @Test
  void latest_afterExpire_onlyWhatIsLeft() throws Exception {
    store.append(fleet(2, 200, 0));
    store = reopen(store);
    store.expire(Long.MAX_VALUE);
    boolean left = store.stats().samples() > 0;
    store.append(single(series(3, UTIL), 1L << 40, 1));

    assertThat(latest(LatestQuery.all())).hasSize(left ? 5 : 1);
    assertThat(latest(LatestQuery.all()).getLast().value()).isEqualTo(1.0);
  }

  @Test
  void latest_limitBelowOne_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LatestQuery(Set.of(), Set.of(), 0, Optional.empty(), 0));
  }
}
