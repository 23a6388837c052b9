package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetentionTest {
  /** Bytes of footer and directory of a file with one index block. */
  private static final int AFTER_SERIES = 100 + 32;

  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";
  private static final ScanQuery ALL = ScanQuery.all(BatchOf.gpu(1).uuid());

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void expire_wholeFilesOlder_deleted() throws IOException {
    TestStore tested = sealed(0, 1_000, 2_000);

    assertThat(tested.store.expire(1_049)).isEqualTo(50);
    assertThat(tested.store.stats().expiredBeforeMicros()).hasValue(1_049);
    assertThat(tested.store.expire(1_049)).isZero();
    assertThat(tested.store.expire(600)).isZero();
    assertThat(disk.directory("sealed").list()).hasSize(2);
    assertThat(tested.store.expire(1_050)).isEqualTo(50);
    assertThat(tested.store.stats().expired()).isEqualTo(100);
    assertThat(tested.store.stats().expiredBeforeMicros()).hasValue(1_050);

    assertThat(tested.rows(ALL)).hasSize(50).allMatch(row -> row.eventTimeMicros() >= 2_000);
    assertThat(tested.store.stats().oldestMicros()).hasValue(2_000);
    List<GpuSummary> gpus = new ArrayList<>();
    tested.store.gpus(GpuQuery.all(), gpus::add);
    assertThat(gpus).containsExactly(new GpuSummary(BatchOf.gpu(1), 2_000, 2_049));
    tested.store.close();
  }

  @Test
  void expire_everything_nothingListed() throws IOException {
    TestStore tested = sealed(0, 1_000);

    assertThat(tested.store.expire(Long.MAX_VALUE)).isEqualTo(100);
    assertThat(tested.store.metrics()).isEmpty();
    assertThat(tested.store.stats().gpus()).isZero();
    tested.reopen();
    assertThat(tested.store.stats().samples()).isZero();
    assertThat(tested.append(batch(0, 50)).stored()).isEqualTo(50);
    tested.store.close();
  }

  @Test
  void replay_repeatOfAnExpiredRow_doesNotComeBack() throws IOException {
    TestStore tested = new TestStore(disk, TestStore.TINY.withHeadBytes(6_000));
    tested.append(batch(0, 300));
    tested.reopen();
    assertThat(disk.directory("sealed").list()).hasSize(1);
    tested.append(batch(10, 10));
    tested.append(batch(9_000, 10));

    assertThat(tested.store.expire(5_000)).isEqualTo(300);
    tested.reopen();

    assertThat(tested.rows(ALL)).hasSize(10);
    tested.store.close();
  }

  @Test
  void expire_aFileKeptIsDamaged_refusedAndNothingDropped() throws IOException {
    TestStore tested = sealed(0, 1_000);
    SimulatedDisk sealed = (SimulatedDisk) disk.directory("sealed");
    byte[] content = sealed.content(sealed.list().getLast());
    content[content.length - AFTER_SERIES - 1] ^= 1;
    sealed.replace(sealed.list().getLast(), content);

    assertThatExceptionOfType(StoreException.class)
        .isThrownBy(() -> tested.store.expire(500))
        .withMessageContaining("damaged");
    assertThat(tested.store.stats().samples()).isEqualTo(100);
    tested.store.close();
  }

  @Test
  void scan_filesExpireMeanwhile_goesOnWithTheRest() throws IOException {
    TestStore tested = sealed(0, 1_000, 2_000, 3_000);
    List<StoredSample> seen = new ArrayList<>();

    tested.store.scan(
        ALL,
        row -> {
          if (seen.isEmpty()) {
            tested.store.expire(3_000);
          }
          return seen.add(row);
        });

    assertThat(seen).startsWith(seen.getFirst());
    assertThat(seen.stream().filter(row -> row.eventTimeMicros() >= 3_000)).hasSize(50);
    assertThat(seen).extracting(StoredSample::position).doesNotHaveDuplicates().isSorted();
    tested.store.close();
  }

  @Test
  void seal_headOld_sealedThoughSmall() throws IOException {
    TestStore tested =
        new TestStore(
            disk, TestStore.TINY.withHeadBytes(1 << 20).withHeadAge(Duration.ofSeconds(10)));
    tested.append(batch(0, 5));
    tested.append(batch(100, 5));
    assertThat(disk.directory("sealed").list()).isEmpty();
    tested.now.addAndGet(10_000_000);
    tested.append(batch(200, 5));
    tested.reopen();

    assertThat(disk.directory("sealed").list()).hasSize(1);
    assertThat(tested.rows(ALL)).hasSize(15);
    tested.store.close();
  }

  @Test
  void seal_nothingButRepeats_noFileAndTheLogIsDropped() throws IOException {
    TestStore tested = sealed(0);
    long bytes = tested.store.stats().bytes();
    for (int i = 0; i < 200; i++) {
      assertThat(tested.append(batch(0, 50)).duplicates()).isEqualTo(50);
    }
    tested.reopen();

    assertThat(disk.directory("sealed").list()).hasSize(1);
    assertThat(tested.store.stats().bytes()).isLessThan(bytes * 20);
    assertThat(tested.rows(ALL)).hasSize(50);
    tested.store.close();
  }

  private TestStore sealed(long... starts) throws IOException {
    TestStore tested = new TestStore(disk, TestStore.TINY);
    for (long start : starts) {
      tested.append(batch(start, 50));
    }
    tested.reopen();
    assertThat(disk.directory("sealed").list()).hasSize(starts.length);
    return tested;
  }

  private static SampleBatch batch(long start, int rows) {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < rows; i++) {
      batch.row(BatchOf.series(1, METRIC), start + i, i);
    }
    return batch.build();
  }
}
