package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedConfigTest {
  private static final Duration AGE = Duration.ofHours(2);

  @Test
  void defaults_asDocumented() {
    assertThat(EmbeddedConfig.DEFAULT).isEqualTo(new EmbeddedConfig(64L << 20, AGE, 32));
  }

  @Test
  void constructor_belowAMinimum_namesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddedConfig(1_023, AGE, 1))
        .withMessageContaining("headBytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddedConfig(1_024, Duration.ZERO, 1))
        .withMessageContaining("headAge");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddedConfig(1_024, AGE, 0))
        .withMessageContaining("inboxBatches");
  }
}
