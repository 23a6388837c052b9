package io.gputelemetry.streamer.receive;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test says so. */
final class SetClock implements Clock {
  static final long NOW_MILLIS = 1_790_000_000_000L;
  private final AtomicLong nanos = new AtomicLong();

  void advanceMillis(long millis) {
    nanos.addAndGet(millis * 1_000_000);
  }

  @Override
  public long epochMicros() {
    return NOW_MILLIS * 1_000 + nanos.get() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  @Override
  public void sleepNanos(long count) {
    throw new IllegalStateException("BUG: a receiver does not sleep");
  }
}
