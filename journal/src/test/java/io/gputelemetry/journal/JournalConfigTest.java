package io.gputelemetry.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class JournalConfigTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Test
  void defaults_areTheDocumentedOnes() {
    assertThat(JournalConfig.DEFAULT)
        .isEqualTo(new JournalConfig(67_108_864, 8_589_934_592L, Duration.ofHours(24), 65_536));
  }

  @Test
  void bounds_thatAreTooSmall_areRefusedWithTheValue() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JournalConfig(65_535, 1 << 20, DAY, 1_024))
        .withMessageContaining("65535");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JournalConfig(65_536, 131_071, DAY, 1_024))
        .withMessageContaining("131071");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JournalConfig(65_536, 131_072, Duration.ZERO, 1_024))
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new JournalConfig(65_536, 131_072, DAY, 1_023))
        .withMessageContaining("1023");
    assertThat(new JournalConfig(65_536, 131_072, DAY, 1_024).maxAge()).isEqualTo(DAY);
  }
}
