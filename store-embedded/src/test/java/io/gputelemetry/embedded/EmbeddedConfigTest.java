package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedConfigTest {
  private static final Duration AGE = Duration.ofHours(2);

  @Test
  void defaults_asDocumented() {
    assertThat(EmbeddedConfig.DEFAULT)
        .isEqualTo(new EmbeddedConfig(Durability.SYNCED, 64L << 20, AGE, 32, Windows.DEFAULT));
  }

  @Test
  void constructor_belowAMinimum_namesIt() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmbeddedConfig.DEFAULT.withHeadBytes(1_023))
        .withMessageContaining("headBytes");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EmbeddedConfig.DEFAULT.withHeadAge(Duration.ZERO))
        .withMessageContaining("headAge");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EmbeddedConfig(Durability.SYNCED, 1_024, AGE, 0, Windows.DEFAULT))
        .withMessageContaining("inboxBatches");
  }
}
