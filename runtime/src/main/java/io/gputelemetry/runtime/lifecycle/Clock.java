package io.gputelemetry.runtime.lifecycle;

/**
 * The two clocks: one tells the time of day and may jump, the other only measures and never goes
 * back.
 */
public interface Clock {
  /** Microseconds since the epoch, UTC. For stamping; may jump in either direction. */
  long epochMicros();

  /** Nanoseconds since some moment in the past. For timeouts and rates; never goes back. */
  long monotonicNanos();

  /** Waits, at least this long unless the thread is interrupted. */
  void sleepNanos(long nanos) throws InterruptedException;
}
