package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.systemtests.simulation.history.History;

/** What came of a run. */
record Outcome(Weather weather, long nanos, History history) {
  boolean isSound() {
    return history.violation().isEmpty();
  }

  /** The same for the same run. */
  long trace() {
    return history.hash();
  }

  /** For people: what is wrong, what came before it, and how to see it again. */
  String report(long seed) {
    return String.join("\n", history.newest())
        + "\n"
        + weather
        + "\nseed "
        + seed
        + " broke a promise: "
        + history.violation().orElse("none")
        + "\nto see it again: make simulate SEEDS=1 FIRST="
        + seed;
  }
}
