package io.gputelemetry.queue;

/** Where reading begins. Offset 0 is an offset like any other. */
public sealed interface StartPosition {
  /** The oldest message that is retained. */
  record Earliest() implements StartPosition {}

  /** Behind the newest message: only what comes later. */
  record Latest() implements StartPosition {}

  /** This offset, or the oldest retained one if it is gone already. */
  record At(long offset) implements StartPosition {}

  /** The first message appended at or after this time, in microseconds since the epoch. */
  record Since(long epochMicros) implements StartPosition {}
}
