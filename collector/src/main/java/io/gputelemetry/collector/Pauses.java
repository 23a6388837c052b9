package io.gputelemetry.collector;

import io.gputelemetry.runtime.lifecycle.Backoff;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** The pauses of one worker after failures: from 50 ms to 5 s, cut short when stopping. */
final class Pauses {
  static final Duration FIRST = Duration.ofMillis(50);
  static final Duration LONGEST = Duration.ofSeconds(5);

  /** A pause is cut into slices so that a stop does not wait for its end. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final Clock clock;
  private final Backoff backoff;
  private final BooleanSupplier stopping;
  private final Runnable meanwhile;
  private int failures;

  /**
   * No failure yet.
   *
   * @param meanwhile done once a pause, so that it is done however long nothing works
   */
  Pauses(Clock clock, RandomGenerator random, BooleanSupplier stopping, Runnable meanwhile) {
    this.meanwhile = meanwhile;
    this.clock = clock;
    this.backoff = new Backoff(FIRST, LONGEST, random);
    this.stopping = stopping;
  }

  /** It works again: the next pause is a short one. */
  void reset() {
    failures = 0;
  }

  /** Pauses after one more failure. */
  void pause() {
    meanwhile.run();
    long end = clock.monotonicNanos() + backoff.delayNanos(++failures);
    long left = end - clock.monotonicNanos();
    while (left > 0 && !stopping.getAsBoolean() && slept(Math.min(left, SLICE_NANOS))) {
      left = end - clock.monotonicNanos();
    }
  }

  private boolean slept(long nanos) {
    try {
      clock.sleepNanos(nanos);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
