package io.gputelemetry.runtime.lifecycle;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The machine's clocks. */
public final class SystemClock implements Clock {
  @Override
  public long epochMicros() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
  }

  @Override
  public long monotonicNanos() {
    return System.nanoTime();
  }

  @Override
  public void sleepNanos(long nanos) throws InterruptedException {
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
