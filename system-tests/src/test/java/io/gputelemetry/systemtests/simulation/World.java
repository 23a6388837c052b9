package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.systemtests.simulation.history.History;
import java.util.Random;

/** What everything in a run shares. */
record World(
    Agenda agenda,
    Random random,
    Weather weather,
    SimulatedClock clock,
    Network network,
    History history,
    Mood mood) {

  /** Whether times are bad: then clients misbehave, too. */
  static final class Mood {
    private boolean calm;

    boolean isCalm() {
      return calm;
    }

    void calmDown() {
      calm = true;
    }
  }

  Caller caller(String name) {
    return new Caller(agenda, network, name);
  }

  /** Nanoseconds up to so many milliseconds. */
  long upTo(int millis) {
    return (long) (random.nextDouble() * millis * Agenda.MILLI);
  }

  /** Whether something happens that happens once in so many times while times are bad. */
  boolean now(Fault fault, int outOf) {
    return !mood.isCalm() && weather.has(fault) && random.nextInt(outOf) == 0;
  }
}
