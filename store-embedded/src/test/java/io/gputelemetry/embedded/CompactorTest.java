package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Files are made fewer beside the store's work, and nothing depends on that. */
class CompactorTest {
  private static final ScanQuery ALL = ScanQuery.all(BatchOf.gpu(1).uuid());
  private static final long MINUTE_MICROS = 60_000_000;

  private final SimulatedDisk disk = new SimulatedDisk();
  private final AtomicLong now = new AtomicLong(1_000);
  private final List<Throwable> failures = new ArrayList<>();

  @Test
  void files_ofOneWindow_madeOneOfFour() throws IOException {
    try (EmbeddedStore store = open(Runnable::run)) {
      for (int i = 0; i < 3; i++) {
        store.append(batch(i * 100L));
      }
      assertThat(sealed(store)).hasSize(3);
      store.append(batch(300));
      assertThat(sealed(store)).singleElement().asString().startsWith("0000000005_0_349.");
      assertThat(rows(store)).hasSize(200);
    }
  }

  @Test
  void compact_asked_oneFileOfEachWindow() throws IOException {
    try (EmbeddedStore store = open(Runnable::run)) {
      store.append(batch(0));
      store.append(batch(100));
      store.append(batch(5_000));
      store.compact();
      assertThat(disk.directory("sealed").list()).hasSize(2);
      assertThat(rows(store)).hasSize(150);
    }
  }

  @Test
  void compact_moreFilesThanAreReadAtOnce_rowsOfAllInOrder() throws IOException {
    Windows seconds = new Windows(1_000_000, 1_000_000, Long.MAX_VALUE / 2);
    try (EmbeddedStore store = open(_ -> {}, TestStore.TINY.withWindows(seconds))) {
      for (int part = 0; part < 20; part++) {
        BatchOf batch = new BatchOf();
        for (int i = part; i < 50_000; i += 20) {
          batch.row(BatchOf.series(1, "DCGM_FI_DEV_GPU_UTIL"), i, i - part, i);
        }
        store.append(batch.build());
      }
      assertThat(sealed(store)).hasSize(20);
      store.compact();
      // Twenty files, a merge of four of them that never ran, one of sixteen, one of the rest.
      assertThat(sealed(store)).containsExactly("0000000023_0_49999.samples");
      List<StoredSample> rows = rows(store);
      assertThat(rows).hasSize(50_000);
      for (int i = 0; i < 50_000; i++) {
        assertThat(rows.get(i).eventTimeMicros()).isEqualTo(i);
        assertThat(rows.get(i).value()).isEqualTo(i);
        assertThat(rows.get(i).sourceTimeMicros()).hasValue(i - i % 20);
      }
    }
  }

  @Test
  void failureOfTheDisk_whileMerging_storeGoesOnAndTriesAgainInAMinute() throws IOException {
    boolean[] broken = {true};
    Work breaking =
        work -> {
          if (broken[0]) {
            disk.failFrom(disk.calls() + 2, new IOException("No space left on device"));
          }
          work.run();
          disk.heal();
        };
    try (EmbeddedStore store = open(breaking)) {
      for (int i = 0; i < 5; i++) {
        store.append(batch(i * 100L));
      }
      assertThat(rows(store)).hasSize(250);
      broken[0] = false;
      store.append(batch(500));
      assertThat(sealed(store)).as("not at once").hasSizeGreaterThan(4);

      now.addAndGet(MINUTE_MICROS);
      store.append(batch(600));
      assertThat(sealed(store)).hasSizeLessThan(4);
      assertThat(rows(store)).hasSize(350);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void compact_asked_failureOfTheDisk_saidAndNothingLost() throws IOException {
    try (EmbeddedStore store = open(Runnable::run)) {
      store.append(batch(0));
      store.append(batch(100));
      assertThat(sealed(store)).hasSize(2);
      // The head is empty: what follows is the merge.
      disk.failFrom(disk.calls() + 12, new IOException("No space left on device"));
      assertThatExceptionOfType(StoreException.class).isThrownBy(store::compact);
      disk.heal();
      store.append(batch(200));
      assertThat(rows(store)).hasSize(150);
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void merge_ofAFileThatExpires_comesToNothing() throws IOException {
    List<Runnable> later = new ArrayList<>();
    try (EmbeddedStore store = open(later::add)) {
      for (int i = 0; i < 4; i++) {
        store.append(batch(i * 100L));
      }
      assertThat(sealed(store)).hasSize(4);
      assertThat(later).hasSize(1);
      assertThat(store.expire(100)).isEqualTo(50);
      later.removeFirst().run();
      assertThat(sealed(store)).hasSize(3);
      store.append(batch(0));
      assertThat(rows(store)).as("only what was appended since").hasSize(200);
      assertThat(sealed(store)).noneMatch(name -> name.contains("_0_349."));
    }
  }

  /** Does the work of the other thread, or leaves it. */
  private interface Work {
    void take(Runnable work);
  }

  private EmbeddedStore open(Work work) throws IOException {
    return open(work, TestStore.TINY);
  }

  private EmbeddedStore open(Work work, EmbeddedConfig config) throws IOException {
    return EmbeddedStore.open(disk, config, now::get, failures::add, new SameThread(work::take));
  }

  /** The names, once the owner has done in some turns what it does after answering. */
  private List<String> sealed(EmbeddedStore store) throws IOException {
    for (int turn = 0; turn < 3; turn++) {
      assertThat(store.expire(Long.MIN_VALUE)).isZero();
    }
    return disk.directory("sealed").list().stream()
        .filter(name -> name.endsWith(".samples"))
        .toList();
  }

  private static List<StoredSample> rows(EmbeddedStore store) {
    List<StoredSample> rows = new ArrayList<>();
    store.scan(ALL, rows::add);
    return rows;
  }

  private static SampleBatch batch(long start) {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < 50; i++) {
      batch.row(BatchOf.series(1, "DCGM_FI_DEV_GPU_UTIL"), start + i, i);
    }
    return batch.build();
  }
}
