package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A fixed workload, and the n-th call to the disk fails, for every n; or the power goes there. */
class JournalFaultTest {
  private static final int SEEDS = 5;
  private static final int STEPS = 90;
  private static final int STEPS_LATER = 10;
  private static final int STATES = 4;

  @Test
  void anyCallFailsOnce_afterRestartWhatWasReportedIsThere() throws IOException {
    failEach(false);
  }

  @Test
  void anyCallAndAllAfterItFail_afterRestartWhatWasReportedIsThere() throws IOException {
    failEach(true);
  }

  /** Fails each call of the workload in turn; then the process restarts, and later the machine. */
  private static void failEach(boolean persistently) throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      long calls = calls(seed);
      for (long call = 1; call <= calls; call++) {
        SimulatedDisk disk = new SimulatedDisk();
        Optional<JournalWorkload> workload = runUntilFault(disk, seed, call, persistently);
        disk.kill();
        if (workload.isPresent()) {
          workload.get().recover();
          // At once or later: what was recovered was reported durable, whatever the cache pretends.
          for (long step = call % 2 * STEPS_LATER; step > 0; step--) {
            workload.get().step();
          }
          disk.crash(new Random(call));
          workload.get().recover();
        } else {
          new JournalWorkload(disk, seed, 300).step();
        }
      }
    }
  }

  @Test
  void powerGoesAtAnyCall_everyLegalStateRecovers_twiceTheSame() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      long calls = calls(seed);
      for (long call = 1; call <= calls; call++) {
        for (int state = 0; state < STATES; state++) {
          crashAt(seed, call, new Random(call * STATES + state));
        }
      }
    }
  }

  private static void crashAt(int seed, long call, Random random) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Optional<JournalWorkload> workload = runUntilFault(disk, seed, call, true);
    disk.crash(random);
    if (workload.isPresent()) {
      crashWhileRecovering(disk, workload.get(), random);
      workload.get().recover();
      Map<String, ByteBuffer> once = segments(disk);
      disk.kill();
      workload.get().recover();
      assertThat(segments(disk)).as("seed %d call %d", seed, call).isEqualTo(once);
    }
  }

  private static void crashWhileRecovering(
      SimulatedDisk disk, JournalWorkload workload, Random random) throws IOException {
    if (random.nextBoolean()) {
      disk.failFrom(disk.calls() + 1 + random.nextInt(12), new IOException("power"));
      try {
        workload.recover();
      } catch (IOException e) {
        assertThat(e).hasMessage("power");
      }
      disk.crash(random);
    }
  }

  /** The workload, if it came to life at all. */
  private static Optional<JournalWorkload> runUntilFault(
      SimulatedDisk disk, int seed, long call, boolean persistently) {
    IOException fault = new IOException("power");
    if (persistently) {
      disk.failFrom(call, fault);
    } else {
      disk.failAt(call, fault);
    }
    Optional<JournalWorkload> workload = Optional.empty();
    try {
      JournalWorkload started = new JournalWorkload(disk, seed, 300);
      workload = Optional.of(started);
      for (int step = 0; step < STEPS; step++) {
        started.step();
      }
    } catch (IOException e) {
      assertThat(e).isEqualTo(fault);
    }
    return workload;
  }

  private static long calls(int seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    JournalWorkload workload = new JournalWorkload(disk, seed, 300);
    for (int step = 0; step < STEPS; step++) {
      workload.step();
    }
    assertThat(disk.calls()).isGreaterThan(STEPS);
    return disk.calls();
  }

  private static Map<String, ByteBuffer> segments(SimulatedDisk disk) throws IOException {
    Map<String, ByteBuffer> segments = new TreeMap<>();
    for (String name : disk.list()) {
      if (name.endsWith(".log")) {
        segments.put(name, ByteBuffer.wrap(disk.content(name)));
      }
    }
    return segments;
  }
}
