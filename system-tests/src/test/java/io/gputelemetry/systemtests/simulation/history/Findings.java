package io.gputelemetry.systemtests.simulation.history;

import java.util.Optional;

/** The first promise that was broken, if any. */
final class Findings {
  private Optional<String> first = Optional.empty();

  void add(String violation) {
    if (first.isEmpty()) {
      first = Optional.of(violation);
    }
  }

  /** Adds it unless this holds. */
  void require(boolean holds, Violation violation) {
    if (!holds) {
      add(violation.text());
    }
  }

  Optional<String> first() {
    return first;
  }

  /** A text that is made if it is needed. */
  @FunctionalInterface
  interface Violation {
    String text();
  }
}
