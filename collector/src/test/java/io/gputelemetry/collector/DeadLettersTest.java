package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DeadLettersTest {
  @Test
  void producerId_ofTopicAndGroup_isStableAndNeverZero() {
    assertThat(DeadLetters.producerId("telemetry", "collectors"))
        .isEqualTo(DeadLetters.producerId("telemetry", "collectors"))
        .isNotEqualTo(DeadLetters.producerId("telemetry", "others"))
        .isPositive();
    for (int i = 0; i < 100; i++) {
      assertThat(DeadLetters.producerId("telemetry", "g" + i)).isPositive();
    }
  }
}
