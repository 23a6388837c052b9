package io.gputelemetry.broker;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that goes by when a test says so. */
public final class ManualClock implements Clock {
  private final AtomicLong nanos = new AtomicLong(-5);
  private final AtomicLong micros = new AtomicLong(1_700_000_000_000_000L);

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
    micros.addAndGet(time.toNanos() / 1_000);
  }

  @Override
  public long epochMicros() {
    return micros.get();
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  @Override
  public void sleepNanos(long time) {
    advance(Duration.ofNanos(time));
  }
}
