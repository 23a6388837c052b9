package io.gputelemetry.runtime.lifecycle;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: doubles with each failure up to a cap, and is drawn from
 * the upper half of that span, so that many clients that failed together do not come back together.
 * Keeps no state but the generator's; as thread-safe as that one is.
 */
public final class Backoff {
  private final long firstNanos;
  private final long capNanos;
  private final RandomGenerator random;

  /**
   * A rule for waiting.
   *
   * @param first the longest wait after one failure; positive
   * @param cap the longest wait ever; at least {@code first}
   */
  public Backoff(Duration first, Duration cap, RandomGenerator random) {
    if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("need 0 < first <= cap, not " + first + " and " + cap);
    }
    this.firstNanos = first.toNanos();
    this.capNanos = cap.toNanos();
    this.random = random;
  }

  /**
   * Nanoseconds to wait.
   *
   * @param failures how often it failed in a row, at least 1
   */
  public long delayNanos(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("no failure, nothing to wait for: " + failures);
    }
    long span = spanNanos(failures);
    return span - random.nextLong(span / 2 + 1);
  }

  private long spanNanos(int failures) {
    int doublings = failures - 1;
    boolean beyondCap = doublings >= Long.numberOfLeadingZeros(firstNanos) - 1;
    return beyondCap ? capNanos : Math.min(capNanos, firstNanos << doublings);
  }
}
