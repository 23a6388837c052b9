package io.gputelemetry.streamer.source.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final Duration INTERVAL = Duration.ofNanos(100);

  @Test
  void turns_areAnIntervalApartAtTheirPlace() {
    Pace pace = new Pace(INTERVAL, 3L << 30);
    List<Long> turns = new ArrayList<>();
    long now = 1_010;
    while (turns.size() < 3) {
      long wait = pace.nanosUntilDue(now);
      if (wait == 0) {
        turns.add(now);
        now += 20;
      } else {
        now += wait;
      }
    }

    assertThat(turns).containsExactly(1_075L, 1_175L, 1_275L);
  }

  @Test
  void turn_thatTookTheWholeInterval_isFollowedAtOnceAndMissedOnesAreNot() {
    Pace pace = new Pace(INTERVAL, 0);
    assertThat(pace.nanosUntilDue(50)).isEqualTo(50);
    assertThat(pace.nanosUntilDue(100)).isZero();

    assertThat(pace.nanosUntilDue(205)).isZero();
    assertThat(pace.nanosUntilDue(570)).isZero();
    assertThat(pace.nanosUntilDue(571)).isEqualTo(29);
  }

  @Test
  void waking_tooEarly_isNoTurn() {
    Pace pace = new Pace(INTERVAL, 0xffff_ffffL);
    assertThat(pace.nanosUntilDue(0)).isEqualTo(99);

    assertThat(pace.nanosUntilDue(98)).isEqualTo(1);
    assertThat(pace.nanosUntilDue(99)).isZero();
  }
}
