package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonMicrosTest {
  private final Jsonb jsonb = JsonFormat.jsonb();

  @ParameterizedTest
  @CsvSource({
    "2025-07-18T20:42:34Z, 2025-07-18T20:42:34.000000Z",
    "2025-07-18T20:42:34.5Z, 2025-07-18T20:42:34.500000Z",
    "2025-07-18T20:42:34.000001999Z, 2025-07-18T20:42:34.000001Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00.000000Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
    "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00Z",
  })
  void time_any_hasSixFractionDigits(Instant time, String text) {
    assertThat(jsonb.toJson(time)).isEqualTo("\"" + text + "\"");
  }

  @Test
  void time_anyMicrosecond_readsBackTheSame() {
    long seed = 7;
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 1_000; i++) {
      Instant time =
          Instant.ofEpochSecond(
              random.nextLong(0, 4_000_000_000L), random.nextLong(1_000_000) * 1_000);
      String json = jsonb.toJson(List.of(time));
      assertThat(jsonb.type(Instant.class).list().fromJson(json))
          .as("seed %d, round %d", seed, i)
          .containsExactly(time);
    }
  }
}
