package io.gputelemetry.journal;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random steps, kills and crashes against a list of what was appended. */
class JournalPropertyTest {

  @Test
  void journal_randomStepsAndCrashes_holdsWhatItReported() throws IOException {
    for (int seed = 0; seed < 60; seed++) {
      SimulatedDisk disk = new SimulatedDisk();
      Random random = new Random(1_000 + seed);
      JournalWorkload workload = new JournalWorkload(disk, seed, seed % 2 == 0 ? 300 : 6_000);
      for (int life = 0; life < 8; life++) {
        int steps = random.nextInt(60);
        for (int step = 0; step < steps; step++) {
          workload.step();
        }
        workload.check();
        if (random.nextInt(3) == 0) {
          disk.kill();
        } else {
          disk.crash(random);
        }
        workload.recover();
      }
    }
  }
}
