package io.gputelemetry.streamer;

import io.gputelemetry.runtime.lifecycle.Clock;

/**
 * Rows that are due at a rate, on the monotonic clock. What was not taken is kept, up to a second's
 * worth or a largest batch; more can be taken than is due, which delays what follows. Any thread
 * may call.
 */
final class TokenBucket {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double rate;
  private final double capacity;
  private final Clock clock;
  private double tokens;
  private long filledAtNanos;

  /**
   * An empty bucket.
   *
   * @param rate rows a second, 0 = everything is always due
   */
  TokenBucket(double rate, Clock clock) {
    this.rate = rate;
    this.capacity = Math.max(rate, StreamerConfig.MAX_BATCH_ROWS);
    this.clock = clock;
    this.filledAtNanos = clock.monotonicNanos();
  }

  /** Whole rows that are due now, at most {@code max}. */
  synchronized int due(int max) {
    if (rate == 0) {
      return max;
    }
    fill();
    return (int) Math.clamp(tokens, 0, max);
  }

  synchronized void take(int rows) {
    if (rate > 0) {
      tokens -= rows;
    }
  }

  /** Until this many rows are due; 0 if they are. */
  synchronized long nanosUntil(int rows) {
    if (rate == 0) {
      return 0;
    }
    fill();
    double missing = Math.min(rows, capacity) - tokens;
    return missing <= 0 ? 0 : (long) Math.ceil(missing / rate * NANOS_PER_SECOND);
  }

  private void fill() {
    long now = clock.monotonicNanos();
    tokens = Math.min(capacity, tokens + (now - filledAtNanos) * rate / NANOS_PER_SECOND);
    filledAtNanos = now;
  }
}
