package io.gputelemetry.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemClockTest {
  private final SystemClock clock = new SystemClock();

  @Test
  void epochMicros_now_isTheTimeOfDay() {
    long expected = TimeUnit.MILLISECONDS.toMicros(Instant.now().toEpochMilli());

    assertThat(clock.epochMicros()).isCloseTo(expected, within(TimeUnit.MINUTES.toMicros(1)));
  }

  @Test
  void sleepNanos_positive_waitsAtLeastThatLong() throws InterruptedException {
    long before = clock.monotonicNanos();

    clock.sleepNanos(1_000_000);

    assertThat(clock.monotonicNanos() - before).isGreaterThanOrEqualTo(1_000_000);
  }

  @Test
  void sleepNanos_nothingOrLess_returnsAtOnce() throws InterruptedException {
    clock.sleepNanos(0);
    clock.sleepNanos(-1);

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }
}
