package io.gputelemetry.collector;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Time passes only while somebody sleeps or waits. */
final class FakeClock implements Clock {
  static final long START_MICROS = 1_700_000_000_000_000L;

  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long epochMicros() {
    return START_MICROS + nanos.get() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  @Override
  public void sleepNanos(long duration) {
    nanos.addAndGet(duration);
  }
}
