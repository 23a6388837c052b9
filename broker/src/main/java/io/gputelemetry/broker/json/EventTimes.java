package io.gputelemetry.broker.json;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Fixes the event times of the records that come in by the JSON doors: now, but never one that was
 * given out before, so that two records never meet at one microsecond of one series. All JSON doors
 * of a broker share one. Any thread may ask.
 */
public final class EventTimes {
  private final Clock clock;
  private final AtomicLong next = new AtomicLong(Long.MIN_VALUE);

  public EventTimes(Clock clock) {
    this.clock = clock;
  }

  /** The time of the first of so many records; each further one is a microsecond later. */
  long take(int records) {
    long now = clock.epochMicros();
    long end = next.accumulateAndGet(records, (from, count) -> Math.max(from, now) + count);
    return end - records;
  }
}
