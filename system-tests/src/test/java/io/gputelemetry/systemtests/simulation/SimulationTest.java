package io.gputelemetry.systemtests.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The broker keeps its promises in many runs, each of which can be had again. */
class SimulationTest {
  private static final int SEEDS = Integer.getInteger("seeds", 2_500);

  /** Runs in which these never come about prove little. */
  private static final List<String> OUTCOMES =
      List.of(
          "Published",
          "Duplicate",
          "Leased",
          "Chunk",
          "Acked",
          "Granted",
          "NoRange",
          "SequenceFinished",
          "Positioned",
          "Settled",
          "BUSY",
          "FENCED",
          "LEASE_LOST",
          "STORAGE_FULL",
          "damage found");

  @Test
  void broker_inBadTimes_keepsItsPromises() {
    Tally tally = new Tally();
    for (long seed = 1; seed <= SEEDS; seed++) {
      Outcome outcome = new Simulation(seed).run();
      long run = seed;
      assertThat(outcome.isSound()).withFailMessage(() -> outcome.report(run)).isTrue();
      tally.add(outcome);
    }
    assertThat(tally.outcomes()).containsKeys(OUTCOMES.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 8, 13, 21})
  void seed_runTwice_isTheSameRun(long seed) {
    Outcome first = new Simulation(seed).run();
    Outcome again = new Simulation(seed).run();
    assertThat(again.trace()).isEqualTo(first.trace());
    assertThat(again.nanos()).isEqualTo(first.nanos());
    assertThat(new Simulation(seed + 1).run().trace()).isNotEqualTo(first.trace());
  }
}
