package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.telemetry.SampleBatch;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a receipt means at each level. */
class DurabilityTest {
  private static final ScanQuery ALL = ScanQuery.all(BatchOf.gpu(1).uuid());
  private static final long SECOND_MICROS = 1_000_000;

  private final SimulatedDisk disk = new SimulatedDisk();

  @Test
  void synced_afterALossOfPower_everythingThere() throws IOException {
    TestStore tested = appended(Durability.SYNCED);
    assertThat(leastAfterLossOfPower()).isEqualTo(20);
    tested.store.close();
  }

  @Test
  void written_afterAKill_everythingThere() throws IOException {
    TestStore tested = appended(Durability.WRITTEN);
    disk.kill();
    tested.openAfterKill();
    assertThat(tested.rows(ALL)).hasSize(20);
    tested.store.close();
  }

  @Test
  void written_afterALossOfPower_whatCameASecondBeforeIsThere() throws IOException {
    TestStore tested = appended(Durability.WRITTEN);
    tested.now.addAndGet(SECOND_MICROS);
    tested.append(batch(200));
    tested.append(batch(300));
    assertThat(leastAfterLossOfPower()).isGreaterThanOrEqualTo(30);
    tested.store.close();
  }

  @Test
  void memory_afterAKill_whatCameASecondBeforeIsThere() throws IOException {
    TestStore tested = appended(Durability.MEMORY);
    tested.now.addAndGet(SECOND_MICROS);
    tested.append(batch(200));
    tested.append(batch(300));
    disk.kill();
    tested.openAfterKill();
    assertThat(tested.rows(ALL)).hasSizeGreaterThanOrEqualTo(30);
    tested.store.close();
  }

  @Test
  void close_anyLevel_everythingThere() throws IOException {
    for (Durability durability : Durability.values()) {
      SimulatedDisk own = new SimulatedDisk();
      TestStore tested = new TestStore(own, EmbeddedConfig.DEFAULT.withDurability(durability));
      tested.append(batch(0));
      tested.store.close();
      own.crash(new Random(1));
      assertThat(new TestStore(own, EmbeddedConfig.DEFAULT).rows(ALL))
          .as(durability.name())
          .hasSize(10);
    }
  }

  private TestStore appended(Durability durability) throws IOException {
    TestStore tested = new TestStore(disk, EmbeddedConfig.DEFAULT.withDurability(durability));
    tested.append(batch(0));
    tested.append(batch(100));
    assertThat(tested.rows(ALL)).hasSize(20);
    return tested;
  }

  /** Rows that are left at least, whatever part of what was not synced the disk keeps. */
  private int leastAfterLossOfPower() throws IOException {
    int least = Integer.MAX_VALUE;
    for (int seed = 0; seed < 50; seed++) {
      SimulatedDisk copy = disk.copy();
      copy.crash(new Random(seed));
      TestStore opened = new TestStore(copy, EmbeddedConfig.DEFAULT);
      least = Math.min(least, opened.rows(ALL).size());
      opened.store.close();
    }
    return least;
  }

  private static SampleBatch batch(long start) {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < 10; i++) {
      batch.row(BatchOf.series(1, "DCGM_FI_DEV_GPU_UTIL"), start + i, i);
    }
    return batch.build();
  }
}
