package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.runtime.lifecycle.Clock;

/** The agenda's time, and a wall clock that jumps. */
final class SimulatedClock implements Clock {
  private static final long EPOCH_MICROS = 1_700_000_000_000_000L;

  private final Agenda agenda;
  private long offMicros;

  SimulatedClock(Agenda agenda) {
    this.agenda = agenda;
  }

  void jump(long micros) {
    offMicros += micros;
  }

  @Override
  public long epochMicros() {
    return EPOCH_MICROS + offMicros + agenda.now() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return agenda.now();
  }

  @Override
  public void sleepNanos(long nanos) {
    throw new IllegalStateException("BUG: nobody waits in a simulation");
  }
}
