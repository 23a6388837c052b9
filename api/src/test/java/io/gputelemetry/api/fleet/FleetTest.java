package io.gputelemetry.api.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gputelemetry.api.BrokenStore;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FleetTest {
  private static final long SECOND = 1_000_000;
  private static final String MODEL = "NVIDIA H100";

  private final AtomicLong now = new AtomicLong(100 * SECOND);
  private final SampleStore store = new MemoryStore(1L << 30, now::get);
  private final Fleet fleet = new Fleet(store, now::get);

  /** Samples of a GPU, one a second, up to a second that is included. */
  private void samples(String uuid, int index, String host, String model, int until) {
    Gpu gpu = new Gpu(uuid, index, "", model, host);
    SampleBatch.Builder batch = new SampleBatch.Builder();
    int series = batch.index(new SeriesIdentity(Series.of(uuid, "util"), gpu, Attribution.NONE));
    for (int second = until - 25; second <= until; second++) {
      batch.add(series, second * SECOND, SampleBatch.NO_SOURCE_TIME, second);
    }
    store.append(batch.build());
  }

  private void host(String name, int until, Set<Integer> indexes) {
    indexes.forEach(index -> samples(name + "-" + index, index, name, MODEL, until));
  }

  private static Set<Integer> all(int count) {
    return IntStream.range(0, count).boxed().collect(java.util.stream.Collectors.toSet());
  }

  private HostState host(String name) {
    return fleet.read().hosts().stream()
        .filter(host -> host.hostname().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void read_nothingStored_isEmpty() {
    assertThat(fleet.read().status()).isEqualTo(FleetState.Status.EMPTY);
    assertThat(fleet.read().newestMicros()).isEmpty();
  }

  @Test
  void read_oneGpuStopped_thatOneIsSilent() {
    host("a", 100, Set.of(0, 1, 2));
    samples("a-3", 3, "a", MODEL, 98);

    assertThat(host("a").gpus())
        .extracting(GpuState::silent)
        .containsExactly(false, false, false, true);
    assertThat(host("a").status()).isEqualTo(HostState.Status.DEGRADED);
    assertThat(fleet.read().status()).isEqualTo(FleetState.Status.LIVE);
    assertThat(fleet.read().rule().intervalMicros()).hasValue(SECOND);
    assertThat(fleet.read().silent()).isEqualTo(1);
  }

  @Test
  void read_everyGpuOldByTheClock_allSilentAndStale() {
    host("a", 100, Set.of(0, 1));
    now.addAndGet(6 * SECOND);

    assertThat(fleet.read().status()).isEqualTo(FleetState.Status.STALE);
    assertThat(fleet.read().silent()).isEqualTo(2);
    assertThat(host("a").status()).isEqualTo(HostState.Status.SILENT);
  }

  @Test
  void read_aClockThatIsAhead_doesNotSilenceOthers() {
    host("a", 100, Set.of(0, 1));
    samples("a-2", 2, "a", MODEL, 4_000);

    assertThat(fleet.read().silent()).isZero();
  }

  @Test
  void read_holeBelowTheHighestIndex_isMissing() {
    host("a", 100, Set.of(0, 1, 2, 3, 4, 5, 7));

    assertThat(host("a").expected()).isEqualTo(8);
    assertThat(host("a").missing()).containsExactly(6);
    assertThat(host("a").status()).isEqualTo(HostState.Status.DEGRADED);
  }

  @Test
  void read_lastIndexNeverSeen_missingWhereNeighboursHaveIt() {
    for (String name : Set.of("a", "b", "c")) {
      host(name, 100, all(8));
    }
    host("d", 100, all(7));
    samples("other", 0, "e", "another model", 100);

    assertThat(host("d").missing()).containsExactly(7);
    assertThat(host("e").expected()).isEqualTo(1);
    assertThat(fleet.read().missing()).isEqualTo(1);
  }

  @Test
  void read_neighboursDiffer_nothingIsExpectedOfThem() {
    host("a", 100, all(8));
    host("b", 100, all(8));
    host("c", 100, all(4));
    host("d", 100, all(4));

    assertThat(fleet.read().missing()).isZero();
  }

  @Test
  void read_cardReplaced_theOldOneIsLeftOut() {
    samples("old", 0, "a", MODEL, 50);
    samples("new", 0, "a", MODEL, 100);

    assertThat(host("a").gpus())
        .extracting(gpu -> gpu.summary().gpu().uuid())
        .containsExactly("new");
    assertThat(host("a").expected()).isEqualTo(1);
  }

  @Test
  void read_hostNotKnown_nothingIsExpected() {
    for (String name : Set.of("a", "b", "c", "d")) {
      host(name, 100, all(2));
    }
    samples("x", 5, "", MODEL, 100);

    assertThat(host("").expected()).isEqualTo(1);
    assertThat(host("").missing()).isEmpty();
  }

  @Test
  void read_intervalChanges_ruleFollowsAfterAWhile() {
    host("a", 100, all(2));
    assertThat(fleet.read().rule().silentAfterMicros()).isEqualTo(1_600_000);
    SampleBatch.Builder batch = new SampleBatch.Builder();
    Gpu gpu = new Gpu("a-0", 0, "", MODEL, "a");
    int series = batch.index(new SeriesIdentity(Series.of("a-0", "util"), gpu, Attribution.NONE));
    for (int i = 1; i <= 25; i++) {
      batch.add(series, (100 + 10 * i) * SECOND, SampleBatch.NO_SOURCE_TIME, i);
    }
    store.append(batch.build());
    now.set(350 * SECOND);

    assertThat(fleet.read().rule().silentAfterMicros()).isEqualTo(16 * SECOND);
  }

  @Test
  void read_indexesThatNoHostHas_areNoSeats() {
    host("a", 100, Set.of(0, 2, Integer.MAX_VALUE, 2_000_000_000, -1));

    assertThat(host("a").gpus()).hasSize(5);
    assertThat(host("a").expected()).isEqualTo(6);
    assertThat(host("a").missing()).containsExactly(1);
    host("b", 100, Set.of(-1, 256));
    now.addAndGet(SECOND);
    assertThat(host("b").missing()).isEmpty();
  }

  @Test
  void read_gpusWithoutIndex_replaceNobody() {
    samples("old", -1, "a", MODEL, 60);
    samples("new", -1, "a", MODEL, 100);

    assertThat(host("a").gpus()).hasSize(2);
    assertThat(host("a").silent()).isEqualTo(1);
  }

  @Test
  void read_soonAgain_sharesTheLook_andLaterLooksAnew() {
    host("a", 100, Set.of(0));
    FleetState first = fleet.read();

    assertThat(fleet.read()).isSameAs(first);
    now.addAndGet(SECOND);
    assertThat(fleet.read()).isNotSameAs(first);
  }

  @Test
  void read_storeFails_everyLookFailsAnew() {
    Fleet unlucky = new Fleet(new BrokenStore(true), now::get);

    Throwable first = catchThrowable(unlucky::read);
    Throwable second = catchThrowable(unlucky::read);
    assertThat(first).isInstanceOf(StoreException.class);
    assertThat(second).isInstanceOf(StoreException.class).isNotSameAs(first);
  }
}
