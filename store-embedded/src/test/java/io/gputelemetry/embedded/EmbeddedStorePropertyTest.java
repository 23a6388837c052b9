package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random work, late rows, repeats, restarts, crashes, faults and expiry, against a plain model. */
class EmbeddedStorePropertyTest {
  private static final String[] METRICS = {"DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_POWER_USAGE"};

  /** The clock of the rows is 9 ms ahead of that of the store. */
  private static final Windows WINDOWS = new Windows(700, 2_100, -8_000);

  /** Two minutes of them; more with {@code -Dstore.seeds=}, others with {@code -Dstore.first=}. */
  private static final int SEEDS = Integer.getInteger("store.seeds", 4_000);

  private static final int FIRST = Integer.getInteger("store.first", 0);
  private static final int STEPS = 60;

  @Test
  void store_anyWork_holdsWhatTheModelHolds() throws Exception {
    for (int seed = FIRST; seed < FIRST + SEEDS; seed++) {
      try {
        new Run(seed).run();
      } catch (AssertionError | RuntimeException | IOException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One seed. */
  private static final class Run {
    private final Random random;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final StoreModel model = new StoreModel();
    private final TestStore tested;
    private long clock = 10_000;

    Run(int seed) throws IOException {
      random = new Random(seed);
      long headBytes = 1_024L << random.nextInt(8);
      tested =
          new TestStore(disk, EmbeddedConfig.DEFAULT.withHeadBytes(headBytes).withWindows(WINDOWS));
    }

    void run() throws IOException {
      for (int step = 0; step < STEPS; step++) {
        step();
      }
      model.assertHeldBy(tested.store);
      tested.reopen();
      model.assertHeldBy(tested.store);
      tested.store.close();
    }

    private void step() throws IOException {
      clock += random.nextInt(200);
      tested.now.addAndGet(random.nextInt(100));
      switch (random.nextInt(24)) {
        case 0 -> tested.reopen();
        case 1 -> {
          disk.kill();
          tested.openAfterKill();
        }
        case 2 -> {
          disk.crash(random);
          tested.openAfterKill();
        }
        case 3 -> expire();
        case 9 -> {
          if (random.nextInt(4) == 0) {
            tested.store.compact();
          }
        }
        case 4 -> failDuring(batch());
        case 5, 6, 7, 8 -> scan();
        default -> append(batch());
      }
    }

    private void append(SampleBatch batch) {
      WriteReceipt receipt = tested.append(batch);
      assertThat(receipt).isEqualTo(model.append(batch, tested.now.get()));
    }

    private void failDuring(SampleBatch batch) throws IOException {
      disk.failFrom(disk.calls() + 1 + random.nextInt(12), new IOException("fault"));
      try {
        append(batch);
        tested.abandon();
        disk.heal();
        tested.openAfterKill();
      } catch (StoreException e) {
        tested.abandon();
        disk.heal();
        if (random.nextBoolean()) {
          disk.crash(random);
        } else {
          disk.kill();
        }
        tested.openAfterKill();
        if (model.isStored(tested.store, batch)) {
          model.append(batch, tested.now.get());
        }
      }
    }

    private void expire() {
      long olderThan = clock - random.nextInt(4_000);
      model.expire(tested.store, olderThan, tested.store.expire(olderThan));
    }

    private void scan() {
      long from = clock - random.nextInt(5_000);
      Optional<RowPosition> after = Optional.empty();
      if (random.nextBoolean() && !model.rows.isEmpty()) {
        List<RowPosition> all = new ArrayList<>(model.rows.keySet());
        after = Optional.of(all.get(random.nextInt(all.size())));
      }
      ScanQuery query =
          new ScanQuery(
              BatchOf.gpu(random.nextInt(4)).uuid(),
              random.nextBoolean() ? Set.of() : Set.of(METRICS[random.nextInt(2)]),
              from,
              from + random.nextInt(5_000),
              random.nextBoolean() ? ScanQuery.Order.ASC : ScanQuery.Order.DESC,
              after,
              1 + random.nextInt(50));
      assertThat(tested.rows(query)).containsExactlyElementsOf(model.scan(query));
    }

    private SampleBatch batch() {
      BatchOf batch = new BatchOf();
      int size = 1 + random.nextInt(40);
      for (int i = 0; i < size; i++) {
        long time =
            clock + random.nextInt(100) - (random.nextInt(4) == 0 ? random.nextInt(3_000) : 0);
        long source = random.nextBoolean() ? time : SampleBatch.NO_SOURCE_TIME;
        batch.row(series(), time, source, random.nextInt(3) / 2.0);
      }
      return batch.build();
    }

    private SeriesIdentity series() {
      String pod = "pod-" + (clock / 700 + random.nextInt(2));
      return BatchOf.series(random.nextInt(4), METRICS[random.nextInt(2)], pod);
    }
  }
}
