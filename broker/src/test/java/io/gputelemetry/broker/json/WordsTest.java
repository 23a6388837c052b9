package io.gputelemetry.broker.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.ManualClock;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StartPosition.At;
import io.gputelemetry.queue.StartPosition.Earliest;
import io.gputelemetry.queue.StartPosition.Latest;
import io.gputelemetry.queue.StartPosition.Since;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Ids, places and times as the JSON doors say them. */
class WordsTest {
  @Test
  void deliveryId_isReadAsItWasWritten_andNothingElseIs() {
    DeliveryId id = new DeliveryId("telemetry", "default", 1L << 40, -5);
    assertThat(DeliveryId.parse(id.text())).contains(id);
    assertThat(new DeliveryId("telemetry", "default", 1L << 40, -6).text()).isNotEqualTo(id.text());
    assertThat(DeliveryId.parse("")).isEmpty();
    assertThat(DeliveryId.parse("x".repeat(10_000))).isEmpty();
    assertThat(DeliveryId.parse(new DeliveryId("..", "g", 0, 0).text())).isEmpty();
    assertThat(DeliveryId.parse(new DeliveryId("t", "", 0, 0).text())).isEmpty();
    assertThat(DeliveryId.parse(new DeliveryId("t", "g", -1, 0).text())).isEmpty();
    assertThat(DeliveryId.parse(id.text() + "AA")).isEmpty();
  }

  @Test
  void deliveryId_damaged_isAnotherOneOrNone() {
    DeliveryId id = new DeliveryId("telemetry", "default", 7, 1234567890123456789L);
    for (long seed = 1; seed <= 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      char[] text = id.text().toCharArray();
      text[random.nextInt(text.length)] = (char) (' ' + random.nextInt(95));
      String damaged = new String(text);
      if (!damaged.equals(id.text())) {
        DeliveryId.parse(damaged)
            .ifPresent(other -> assertThat(other.text()).isNotEqualTo(id.text()));
      }
    }
  }

  @Test
  void places_areRead() {
    Map<String, StartPosition> expected =
        Map.of(
            "earliest", new Earliest(),
            "LATEST", new Latest(),
            "0", new At(0),
            "12", new At(12),
            "1970-01-01T00:00:01.5Z", new Since(1_500_000),
            "1970-01-01T02:00:00 02:00", new Since(0));
    expected.forEach((text, place) -> assertThat(Places.of(text)).as(text).contains(place));
    for (String text : new String[] {"", "-1", "1.5", "yesterday", "1970-01-01", "9".repeat(30)}) {
      assertThat(Places.of(text)).as(text).isEmpty();
    }
    assertThat(Places.of(-2)).isEqualTo(new Earliest());
    assertThat(Places.of(-1)).isEqualTo(new Latest());
    assertThat(Places.of(0)).isEqualTo(new At(0));
  }

  @Test
  void eventTimes_neverMeet_alsoWhenTheClockStandsOrGoesBack() {
    ManualClock clock = new ManualClock();
    EventTimes times = new EventTimes(clock);
    SplittableRandom random = new SplittableRandom(1);
    Set<Long> given = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      int records = 1 + random.nextInt(5);
      long first = times.take(records);
      for (int k = 0; k < records; k++) {
        assertThat(given.add(first + k)).isTrue();
      }
    }
    assertThat(given).contains(clock.epochMicros());
  }
}
