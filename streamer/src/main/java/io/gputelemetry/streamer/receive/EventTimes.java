package io.gputelemetry.streamer.receive;

import io.gputelemetry.runtime.lifecycle.Clock;

/** Gives out event times, none of them twice, though several uploads run at the same time. */
final class EventTimes {
  private final Clock clock;
  private long nextMicros = Long.MIN_VALUE;

  EventTimes(Clock clock) {
    this.clock = clock;
  }

  /** The first of so many microseconds that nobody else gets: now, or as soon as there are some. */
  synchronized long reserve(int count) {
    long first = Math.max(clock.epochMicros(), nextMicros);
    nextMicros = first + count;
    return first;
  }
}
