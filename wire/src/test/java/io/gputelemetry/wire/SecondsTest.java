package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecondsTest {
  @ParameterizedTest
  @CsvSource({"PT3S, 3 s", "PT0.25S, 0.25 s", "PT1M40S, 100 s", "PT0S, 0 s"})
  void duration_ofAnyLength_isWrittenInSeconds(Duration duration, String text) {
    assertThat(Seconds.of(duration)).isEqualTo(text);
  }
}
