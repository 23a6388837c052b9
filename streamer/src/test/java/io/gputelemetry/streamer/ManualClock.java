package io.gputelemetry.streamer;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test, or a sleep, says so. */
final class ManualClock implements Clock {
  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final AtomicLong epochMicros = new AtomicLong(1_790_000_000_000_000L);

  void advanceMillis(long millis) {
    nanos.addAndGet(millis * 1_000_000);
    epochMicros.addAndGet(millis * 1_000);
  }

  /** The time of day jumps, as a machine's does. */
  void jumpMillis(long millis) {
    epochMicros.addAndGet(millis * 1_000);
  }

  @Override
  public long epochMicros() {
    return epochMicros.get();
  }

  @Override
  public long monotonicNanos() {
    return nanos.get();
  }

  @Override
  public void sleepNanos(long count) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    nanos.addAndGet(count);
    epochMicros.addAndGet(count / 1_000);
    Thread.onSpinWait();
  }
}
