package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The part of the contract about GPUs, metrics, counts and expiry. */
public abstract class SampleStoreListingContract extends SampleStoreRowContract {
  @Test
  void gpus_all_orderedByUuidWithFirstAndLastSeen() throws Exception {
    store.append(
        new BatchOf()
            .row(series(3, UTIL), 30, 1)
            .row(series(1, UTIL), 20, 1)
            .row(series(1, POWER), 10, 1)
            .row(series(2, TEMP), 5, 1)
            .build());
    store = reopen(store);
    store.append(single(series(2, UTIL), -7, 1));

    assertThat(gpus(GpuQuery.all()))
        .containsExactly(
            new GpuSummary(BatchOf.gpu(1), 10, 20),
            new GpuSummary(BatchOf.gpu(2), -7, 5),
            new GpuSummary(BatchOf.gpu(3), 30, 30));
  }

  @Test
  void gpus_cardMoved_theNewestDescription() throws Exception {
    Gpu moved = new Gpu(uuid(1), 7, "nvidia7", "NVIDIA H100 80GB HBM3", "elsewhere");
    store.append(single(series(1, UTIL), 10, 1));
    store.append(single(BatchOf.of(moved, UTIL, Attribution.NONE), 20, 1));
    store.append(single(series(1, POWER), 15, 1));
    store = reopen(store);

    assertThat(gpus(GpuQuery.all())).containsExactly(new GpuSummary(moved, 10, 20));
    assertThat(rows(ScanQuery.all(uuid(1))))
        .extracting(row -> row.identity().gpu().hostname())
        .containsExactly("host-000", "host-000", "elsewhere");
  }

  @Test
  void gpus_filters_onlyThoseThatMatch() {
    store.append(fleet(20, 1, 0));

    assertThat(numbers(new GpuQuery(Optional.empty(), of("host-001"), anyId(), of(), 99)))
        .containsExactly(8, 9, 10, 11, 12, 13, 14, 15);
    assertThat(numbers(new GpuQuery(of(), of("host-001"), OptionalInt.of(3), of(), 99)))
        .containsExactly(11);
    assertThat(numbers(new GpuQuery(of(), of(), OptionalInt.of(3), of(), 99)))
        .containsExactly(3, 11, 19);
    assertThat(numbers(GpuQuery.byUuid(uuid(7)))).containsExactly(7);
    assertThat(numbers(new GpuQuery(of(uuid(7)), of("none"), anyId(), of(), 99))).isEmpty();
  }

  @Test
  void gpus_pages_eachGpuOnce() {
    store.append(fleet(600, 1, 0));
    List<Integer> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    while (true) {
      List<Integer> page = numbers(new GpuQuery(of(), of(), anyId(), after, 70));
      seen.addAll(page);
      if (page.size() < 70) {
        break;
      }
      after = of(uuid(page.getLast()));
    }
    assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 600).boxed().toList());
    assertThat(numbers(GpuQuery.all())).hasSize(600);
  }

  @Test
  void gpus_sinkRefuses_endsThere() {
    store.append(fleet(600, 1, 0));
    List<GpuSummary> seen = new ArrayList<>();

    store.gpus(
        GpuQuery.all(),
        gpu -> {
          seen.add(gpu);
          return seen.size() < 3;
        });

    assertThat(seen).hasSize(3);
  }

  @Test
  void stats_afterAppends_exact() throws Exception {
    assertThat(store.stats().samples()).isZero();
    assertThat(store.stats().oldestMicros()).isEmpty();
    assertThat(store.stats().newestMicros()).isEmpty();
    store.append(fleet(3, 100, 50));
    store.append(new BatchOf().row(series(0, UTIL), 50, 1e9).row(series(9, TEMP), -3, 1).build());
    StoreStats live = store.stats();
    store = reopen(store);

    assertThat(live.conflicts()).isEqualTo(1);
    for (StoreStats stats : List.of(live, store.stats())) {
      assertThat(stats)
          .extracting(
              StoreStats::gpus, StoreStats::series, StoreStats::metrics, StoreStats::samples)
          .containsExactly(4L, 7L, 3L, 601L);
      assertThat(stats.oldestMicros()).hasValue(-3);
      assertThat(stats.newestMicros()).hasValue(99_050);
      assertThat(stats.bytes()).isPositive();
      assertThat(stats.damaged()).isZero();
    }
  }

  @Test
  void metrics_afterAppends_sortedNames() throws Exception {
    assertThat(store.metrics()).isEmpty();
    store.append(fleet(2, 1, 0));
    store.append(single(series(1, TEMP), 0, 1));
    store = reopen(store);

    assertThat(store.metrics()).containsExactly(TEMP, UTIL, POWER);
  }

  @Test
  void expire_anyTime_removesNothingNewer() throws Exception {
    store.append(fleet(2, 1_000, 0));
    store = reopen(store);
    long removed = store.expire(500_000);
    assertThat(store.stats().expired()).isEqualTo(removed);
    List<StoredSample> left = rows(ScanQuery.all(uuid(1)));

    assertThat(left.stream().filter(row -> row.eventTimeMicros() >= 500_000)).hasSize(1_000);
    assertThat(store.stats().samples()).isEqualTo(4_000 - removed);
    assertThat(left.size() + rows(ScanQuery.all(uuid(0))).size()).isEqualTo(4_000 - removed);
    assertThat(store.expire(Long.MIN_VALUE)).isZero();
  }

  @Test
  void expire_isKnownByItsTime_ifItRemovedSomething() throws Exception {
    store.append(fleet(2, 1_000, 0));
    store = reopen(store);
    assertThat(store.expire(0)).isZero();
    assertThat(store.stats().expiredBeforeMicros()).isEmpty();
    long removed = store.expire(5_000_000);
    assertThat(store.stats().expiredBeforeMicros())
        .isEqualTo(removed > 0 ? OptionalLong.of(5_000_000) : OptionalLong.empty());
  }

  @Test
  void append_afterExpire_countsOn() throws Exception {
    store.append(fleet(2, 600, 0));
    store.expire(Long.MAX_VALUE);
    long left = store.stats().samples();
    store.append(fleet(2, 600, 1L << 40));
    store = reopen(store);

    assertThat(store.stats().samples()).isEqualTo(left + 2_400);
    assertThat(store.stats().gpus()).isEqualTo(2);
    assertThat(Set.copyOf(numbers(GpuQuery.all()))).isEqualTo(new HashSet<>(List.of(0, 1)));
  }
}
