package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes only when a test says so. */
final class StepClock implements Clock {
  static final long START_MICROS = 1_790_000_000_000_000L;

  private final AtomicLong micros = new AtomicLong(START_MICROS);

  void advanceMicros(long count) {
    micros.addAndGet(count);
  }

  @Override
  public long epochMicros() {
    return micros.get();
  }

  @Override
  public long monotonicNanos() {
    return (micros.get() - START_MICROS) * 1_000;
  }

  @Override
  public void sleepNanos(long nanos) {
    micros.addAndGet(nanos / 1_000);
  }
}
