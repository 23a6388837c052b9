package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRulesTest {
  private static final long NOW = micros("2025-07-18T20:42:34Z");
  private static final long HOUR = 3_600_000_000L;

  private final SampleRules rules = new SampleRules(() -> NOW);

  @ParameterizedTest
  @CsvSource({
    "NaN, value_not_finite",
    "Infinity, value_not_finite",
    "-Infinity, value_not_finite",
    "2147483632, no_value_blank",
    "2147483633, no_value_not_found",
    "2147483634, no_value_not_supported",
    "2147483635, no_value_no_permission",
  })
  void value_thatIsNone_isLeftOut(double value, String reason) {
    assertThat(leftOut(NOW, value)).containsOnly(Map.entry(reason, 1));
  }

  @Test
  void value_ofTheStaleMarker_isLeftOut() {
    double stale = Double.longBitsToDouble(0x7ff0000000000002L);
    assertThat(leftOut(NOW, stale)).containsOnly(Map.entry("no_value_stale", 1));
  }

  /** A percentage beyond 100 is what DCGM said. */
  @ParameterizedTest
  @ValueSource(doubles = {0, -0.0, 100.5, -7, 1e300, Double.MIN_VALUE, 2147483631, 2147483636})
  void value_thatIsANumber_isKept(double value) {
    assertThat(leftOut(NOW, value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1999-12-31T23:59:59.999999Z, time_ancient",
    "1970-01-01T00:00:00Z, time_ancient",
    "0001-01-01T00:00:00Z, time_ancient",
    "2025-07-18T21:42:34.000001Z, time_ahead",
    "9999-01-01T00:00:00Z, time_ahead",
  })
  void time_thatCannotBe_isLeftOut(String time, String reason) {
    assertThat(leftOut(micros(time), 1)).containsOnly(Map.entry(reason, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2000-01-01T00:00:00Z", "2025-07-18T21:42:34Z", "2010-05-05T00:00:00Z"})
  void time_thatCanBe_isKept(String time) {
    assertThat(leftOut(micros(time), 1)).isEmpty();
  }

  @Test
  void time_isMeasuredByTheBroker_ifTheCollectorsClockIsBehind() {
    DecodedMessage message = message(NOW + 2 * HOUR, 1);
    assertThat(rules.keep(message, NOW + HOUR)).isSameAs(message);
    assertThat(rules.keep(message, NOW + HOUR - 1).leftOut()).containsKey("time_ahead");
  }

  @Test
  void samples_betweenThoseLeftOut_areKeptAsTheyAre_inTheirOrder() {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    int a = builder.index(identity("a"));
    int b = builder.index(identity("b"));
    int c = builder.index(identity("c"));
    builder.add(a, NOW, SampleBatch.NO_SOURCE_TIME, Double.NaN);
    builder.add(c, NOW + 1, 77, 1.5);
    builder.add(b, 5, 77, 2.5);
    builder.add(a, 6, 77, Double.NaN);
    builder.add(c, NOW + 2, SampleBatch.NO_SOURCE_TIME, 3.5);
    DecodedMessage before = new DecodedMessage(builder.build(), Map.of("value_not_finite", 4));

    DecodedMessage kept = rules.keep(before, 0);

    assertThat(kept.leftOut())
        .containsOnly(Map.entry("value_not_finite", 5), Map.entry("time_ancient", 2));
    SampleBatch samples = kept.samples();
    assertThat(samples.dictionary()).containsExactly(identity("c"));
    assertThat(samples.size()).isEqualTo(2);
    assertThat(samples.eventTime(0)).isEqualTo(NOW + 1);
    assertThat(samples.sourceTime(0)).isEqualTo(77);
    assertThat(samples.value(0)).isEqualTo(1.5);
    assertThat(samples.eventTime(1)).isEqualTo(NOW + 2);
    assertThat(samples.sourceTime(1)).isEqualTo(SampleBatch.NO_SOURCE_TIME);
    assertThat(samples.value(1)).isEqualTo(3.5);
  }

  private Map<String, Integer> leftOut(long time, double value) {
    DecodedMessage kept = rules.keep(message(time, value), 0);
    int left = kept.leftOut().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(kept.samples().size() + left).isEqualTo(1);
    return kept.leftOut();
  }

  private static DecodedMessage message(long time, double value) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    builder.add(builder.index(identity("a")), time, SampleBatch.NO_SOURCE_TIME, value);
    return new DecodedMessage(builder.build(), Map.of());
  }

  private static SeriesIdentity identity(String uuid) {
    return new SeriesIdentity(
        Series.of(uuid, "DCGM_FI_DEV_GPU_UTIL"),
        new Gpu(uuid, 0, "nvidia0", "H100", "host"),
        Attribution.NONE);
  }

  private static long micros(String time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
  }
}
