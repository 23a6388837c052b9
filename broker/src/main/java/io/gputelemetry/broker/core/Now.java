package io.gputelemetry.broker.core;

/**
 * The time of an event.
 *
 * @param nanos on the monotonic clock, from 0 up; for deadlines
 * @param epochMicros of the day; for stamps only, may jump
 */
public record Now(long nanos, long epochMicros) {
  public Now {
    if (nanos < 0) {
      throw new IllegalArgumentException("monotonic time before its start: " + nanos);
    }
  }

  /** The moment that many milliseconds later. */
  long deadlineNanos(long millis) {
    return nanos + millis * 1_000_000;
  }
}
