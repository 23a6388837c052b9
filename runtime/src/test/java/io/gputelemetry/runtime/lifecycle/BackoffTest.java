package io.gputelemetry.runtime.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Duration FIRST = Duration.ofNanos(1_000);
  private static final Duration CAP = Duration.ofNanos(10_000);

  @Test
  void delay_withoutJitter_doublesUpToTheCap() {
    Backoff backoff = new Backoff(FIRST, CAP, always(0));

    assertThat(backoff.delayNanos(1)).isEqualTo(1_000);
    assertThat(backoff.delayNanos(2)).isEqualTo(2_000);
    assertThat(backoff.delayNanos(4)).isEqualTo(8_000);
    assertThat(backoff.delayNanos(5)).isEqualTo(10_000);
    assertThat(backoff.delayNanos(Integer.MAX_VALUE)).isEqualTo(10_000);
  }

  @Test
  void delay_hugeFirst_doesNotOverflow() {
    Duration century = Duration.ofDays(36_500);
    Backoff backoff = new Backoff(century, century.multipliedBy(2), always(0));

    assertThat(backoff.delayNanos(3)).isEqualTo(century.multipliedBy(2).toNanos());
  }

  @Test
  void delay_anySeed_isInTheUpperHalfAndVaries() {
    long seed = 42;
    Backoff backoff = new Backoff(FIRST, CAP, new SplittableRandom(seed));

    List<Long> delays = LongStream.range(0, 1_000).map(i -> backoff.delayNanos(2)).boxed().toList();

    assertThat(delays).as("seed %d", seed).allMatch(delay -> delay >= 1_000 && delay <= 2_000);
    assertThat(delays).as("seed %d", seed).anyMatch(delay -> delay < 1_100);
    assertThat(delays).as("seed %d", seed).anyMatch(delay -> delay > 1_900);
  }

  @Test
  void backoff_senselessSpans_areRefused() {
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, CAP, always(0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(CAP, FIRST, always(0)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void delay_withoutFailure_isRefused() {
    Backoff backoff = new Backoff(FIRST, CAP, always(0));

    assertThatThrownBy(() -> backoff.delayNanos(0)).isInstanceOf(IllegalArgumentException.class);
  }

  private static RandomGenerator always(long bits) {
    return () -> bits;
  }
}
