package io.gputelemetry.streamer.source.scrape;

import java.time.Duration;

/**
 * When a target is due: every interval, at a place within it that the target's hash decides, so
 * that the scrapes of many are spread evenly and stay where they are. A time that was missed is not
 * made up for. Not thread-safe.
 */
final class Pace {
  private final long intervalNanos;
  private final long offsetNanos;
  private long slot = Long.MIN_VALUE;

  /**
   * A target's pace.
   *
   * @param hash from 0 to 2^32 - 1
   */
  Pace(Duration interval, long hash) {
    this.intervalNanos = interval.toNanos();
    // The high bits: targets of one shard have the low ones in common.
    this.offsetNanos = Math.unsignedMultiplyHigh(hash << Integer.SIZE, intervalNanos);
  }

  /**
   * How long to wait for the next turn, at most the interval; 0 if it is due, which takes it.
   *
   * @param nowNanos of a clock that never goes back
   */
  long nanosUntilDue(long nowNanos) {
    long current = Math.floorDiv(nowNanos - offsetNanos, intervalNanos);
    if (slot == Long.MIN_VALUE) {
      // The turn that has begun before the first look is nobody's.
      slot = current;
    }
    if (current > slot) {
      slot = current;
      return 0;
    }
    return (current + 1) * intervalNanos + offsetNanos - nowNanos;
  }
}
