package io.gputelemetry.wire;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Calls a check again and again, on a virtual thread of its own, until it is stopped. */
final class Watchdog {
  private static final long TICK_NANOS_MAX = Duration.ofSeconds(1).toNanos();

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final LongConsumer check;
  private final LongSupplier nanoTime;
  private final long tickNanos;

  /** Checks often enough to notice these timeouts in time. */
  Watchdog(ConnectionLimits limits, LongSupplier nanoTime, LongConsumer check) {
    this.check = check;
    this.nanoTime = nanoTime;
    long shortest = Math.min(limits.idleTimeout().toNanos(), limits.stallTimeout().toNanos());
    this.tickNanos = Math.clamp(shortest / 6, 1, TICK_NANOS_MAX);
  }

  void start(String name) {
    Thread.ofVirtual().name(name + "-watchdog").start(this::run);
  }

  void stop() {
    stopped.countDown();
  }

  private void run() {
    try {
      while (!stopped.await(tickNanos, TimeUnit.NANOSECONDS)) {
        check.accept(nanoTime.getAsLong());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
