package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpossibleTimeTest {
  private static final long NOW = micros("2025-07-18T20:42:34Z");

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }

  @ParameterizedTest
  @CsvSource({
    "1999-12-31T23:59:59.999999Z, time_ancient",
    "2000-01-01T00:00:00Z, ''",
    "2025-07-18T21:42:34Z, ''",
    "2025-07-18T21:42:34.000001Z, time_ahead"
  })
  void time_isPossibleFrom2000ToAnHourAhead(String time, String reason) {
    assertThat(ImpossibleTime.of(micros(time), NOW).map(ImpossibleTime::label).orElse(""))
        .isEqualTo(reason);
  }

  @Test
  void time_atTheEndsOfAll_isImpossible() {
    assertThat(ImpossibleTime.of(Long.MIN_VALUE, NOW)).contains(ImpossibleTime.ANCIENT);
    assertThat(ImpossibleTime.of(Long.MAX_VALUE, NOW)).contains(ImpossibleTime.AHEAD);
  }
}
