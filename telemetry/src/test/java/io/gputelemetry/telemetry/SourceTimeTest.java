package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTimeTest {
  private final SourceTime time = new SourceTime();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-07-18T20:42:34Z",
        "2025-07-18T22:42:34+02:00",
        "2025-07-18T16:42:34.000-04:00",
        "2025-07-18 20:42:34",
        "2025-07-18 20:42:34Z",
        "1752871354",
        "1752871354.0",
        "1752871354000",
        "1752871354000000",
        "1752871354000000000"
      })
  void time_inAnyForm_isTheSame(String text) {
    assertThat(time.micros(text)).hasValue(1_752_871_354_000_000L);
    assertThat(time.micros(text)).hasValue(1_752_871_354_000_000L);
  }

  @Test
  void fraction_isKeptToTheMicrosecond() {
    assertThat(time.micros("2025-07-18T20:42:34.1234567Z")).hasValue(1_752_871_354_123_456L);
    assertThat(time.micros("1752871354.5")).hasValue(1_752_871_354_500_000L);
  }

  @Test
  void text_empty_isNoTime() {
    assertThat(time.micros("")).hasValue(SampleBatch.NO_SOURCE_TIME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "2025-07-18", "2025-13-18T20:42:34Z", "1.2.3", "."})
  void text_ofNoTime_isUnreadable(String text) {
    assertThat(time.micros(text)).isEmpty();
  }
}
