package io.gputelemetry.api.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceRuleTest {
  private static final long SECOND = 1_000_000;

  @Test
  void of_evenGaps_silentAfterOnePointSix() {
    SilenceRule rule = SilenceRule.of(Collections.nCopies(19, 5 * SECOND));

    assertThat(rule.intervalMicros()).hasValue(5 * SECOND);
    assertThat(rule.isSilent(0, 8 * SECOND)).isFalse();
    assertThat(rule.isSilent(0, 8 * SECOND + 1)).isTrue();
  }

  @Test
  void of_oneLongGapOfTwenty_isNotTheInterval() {
    List<Long> gaps = new ArrayList<>(Collections.nCopies(19, SECOND));
    gaps.add(600 * SECOND);

    assertThat(SilenceRule.of(gaps).intervalMicros()).hasValue(SECOND);
  }

  @Test
  void of_burstsWithLongGapsBetween_theLongOnesCount() {
    List<Long> gaps = new ArrayList<>(Collections.nCopies(15, 1L));
    gaps.addAll(Collections.nCopies(5, 20 * SECOND));

    assertThat(SilenceRule.of(gaps).silentAfterMicros()).isEqualTo(32 * SECOND);
  }

  @Test
  void of_manySamplesASecond_atLeastOneSecond() {
    assertThat(SilenceRule.of(List.of(1_000L)).silentAfterMicros()).isEqualTo(SECOND);
  }

  @Test
  void of_noGaps_tenSecondsAndNoInterval() {
    SilenceRule rule = SilenceRule.of(List.of());

    assertThat(rule.intervalMicros()).isEmpty();
    assertThat(rule.silentAfterMicros()).isEqualTo(10 * SECOND);
  }

  @Test
  void isStale_newestOldByTheClock_onlyBeyondTheWayThroughTheQueue() {
    SilenceRule rule = SilenceRule.of(List.of(SECOND));

    assertThat(rule.isStale(0, 5_600_000)).isFalse();
    assertThat(rule.isStale(0, 5_600_001)).isTrue();
  }
}
