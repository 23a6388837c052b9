package io.gputelemetry.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.embedded.door.StoreDoor;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many collectors append over connections of their own while many APIs ask. */
class ManyClientsTest {
  private static final String METRIC = "DCGM_FI_DEV_GPU_UTIL";
  private static final int WRITERS = 8;
  private static final int READERS = 8;
  private static final int BATCHES = 150;
  private static final int ROWS = 40;
  private static final long ALL_MICROS = 1_000_000;
  private static final EmbeddedConfig SMALL = EmbeddedConfig.DEFAULT.withHeadBytes(64 << 10);

  @TempDir private Path directory;

  /** Rows of each writer's GPU that were acknowledged. */
  private final AtomicLongArray acknowledged = new AtomicLongArray(WRITERS);

  private final CountDownLatch writing = new CountDownLatch(WRITERS);

  @Test
  void appendsAndQueries_manyAtOnce_everyAnswerHasWhatWasAcknowledged() throws Exception {
    try (EmbeddedStore engine =
            EmbeddedStore.open(
                RealDisk.at(directory),
                SMALL,
                () -> 1_000_000_000L,
                failure -> {
                  throw new AssertionError("the disk failed", failure);
                });
        StoreDoor door = Served.open(engine, 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> done = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        int gpu = writer;
        done.add(threads.submit(withClient(door, store -> write(store, gpu))));
      }
      for (int reader = 0; reader < READERS; reader++) {
        int first = reader;
        done.add(threads.submit(withClient(door, store -> read(store, first))));
      }
      for (Future<Boolean> each : done) {
        assertThat(each.get()).isTrue();
      }
      assertThat(engine.stats().samples()).isEqualTo((long) WRITERS * BATCHES * ROWS);
      assertThat(engine.stats().duplicates()).isEqualTo((long) WRITERS * BATCHES);
      assertThat(door.refused()).isZero();
    }
  }

  private interface Use {
    void use(SampleStore store);
  }

  private static Callable<Boolean> withClient(StoreDoor door, Use use) {
    return () -> {
      try (RemoteStore store = Served.connect(door.port())) {
        use.use(store);
      }
      return true;
    };
  }

  private void write(SampleStore store, int gpu) {
    try {
      writeAll(store, gpu);
    } finally {
      writing.countDown();
    }
  }

  /** Every batch repeats the last row of the one before. */
  private void writeAll(SampleStore store, int gpu) {
    for (int batch = 0; batch < BATCHES; batch++) {
      BatchOf rows = new BatchOf();
      long first = (long) batch * ROWS;
      for (long row = Math.max(0, first - 1); row < first + ROWS; row++) {
        rows.row(BatchOf.series(gpu, METRIC), row, (double) row);
      }
      if (batch == 0) {
        rows.row(BatchOf.series(gpu, METRIC), 0, 0);
      }
      assertThat(store.append(rows.build()).stored()).isEqualTo(ROWS);
      acknowledged.set(gpu, first + ROWS);
    }
  }

  private void read(SampleStore store, int first) {
    for (int gpu = first; writing.getCount() > 0 || gpu < first + WRITERS; gpu++) {
      int asked = gpu % WRITERS;
      long before = acknowledged.get(asked);
      assertScan(store, asked, before);
      assertLatest(store, asked, before);
      assertAggregate(store, asked, before);
    }
  }

  private static void assertScan(SampleStore store, int gpu, long atLeast) {
    List<StoredSample> rows = new ArrayList<>();
    store.scan(ScanQuery.all(BatchOf.gpu(gpu).uuid()), rows::add);
    assertThat(rows.size()).isGreaterThanOrEqualTo((int) atLeast);
    for (int row = 0; row < rows.size(); row++) {
      assertThat(rows.get(row).eventTimeMicros()).isEqualTo(row);
      assertThat(rows.get(row).value()).isEqualTo(row);
    }
  }

  private static void assertLatest(SampleStore store, int gpu, long atLeast) {
    Set<String> uuids = Set.of(BatchOf.gpu(gpu).uuid());
    List<StoredSample> newest = new ArrayList<>();
    store.latest(
        new LatestQuery(Set.of(METRIC), uuids, Long.MIN_VALUE, Optional.empty(), 10), newest::add);
    assertThat(newest).hasSize(atLeast > 0 ? 1 : newest.size());
    for (StoredSample row : newest) {
      assertThat(row.eventTimeMicros()).isGreaterThanOrEqualTo(atLeast - 1);
      assertThat(row.value()).isEqualTo((double) row.eventTimeMicros());
    }
  }

  /** All rows fall into one bucket: those from 0 on, without a gap. */
  private static void assertAggregate(SampleStore store, int gpu, long atLeast) {
    Set<String> uuids = Set.of(BatchOf.gpu(gpu).uuid());
    List<Bucket> buckets = new ArrayList<>();
    store.aggregate(
        new AggregateQuery(
            Set.of(METRIC), uuids, 0, ALL_MICROS, ALL_MICROS, 0, List.of(), Optional.empty(), 10),
        buckets::add);
    assertThat(buckets).hasSize(atLeast > 0 ? 1 : buckets.size());
    for (Bucket bucket : buckets) {
      long count = bucket.count();
      assertThat(count).isGreaterThanOrEqualTo(atLeast);
      assertThat(bucket.sum()).isEqualTo(count * (count - 1) / 2.0);
      assertThat(bucket.last()).isEqualTo((double) (count - 1));
    }
  }
}
