package io.gputelemetry.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecentlyUsedTest {
  private final RecentlyUsed<String, String> kept = new RecentlyUsed<>(10, String::length);

  @Test
  void put_moreThanFits_whatWasNotUsedForLongestGoes() {
    kept.put("a", "four");
    kept.put("b", "four");
    assertThat(kept.get("a")).hasValue("four");
    kept.put("c", "four");
    assertThat(kept.get("a")).hasValue("four");
    assertThat(kept.get("b")).isEmpty();
    assertThat(kept.get("c")).hasValue("four");
  }

  @Test
  void put_again_weighsOnce() {
    for (int i = 0; i < 100; i++) {
      kept.put("a", "four");
    }
    kept.put("b", "sixsix");
    assertThat(kept.get("a")).hasValue("four");
    kept.put("a", "fiver");
    assertThat(kept.get("b")).isEmpty();
  }

  @Test
  void put_tooHeavyForAll_notKept() {
    kept.put("a", "four");
    kept.put("b", "eleven chars");
    assertThat(kept.get("a")).hasValue("four");
    assertThat(kept.get("b")).isEmpty();
  }

  @Test
  void same_equalObjects_areOtherKeys() {
    List<Integer> first = List.of(1_000, 2_000);
    List<Integer> second = List.of(1_000, 2_000);
    assertThat(new Same<>(first))
        .isEqualTo(new Same<>(first))
        .hasSameHashCodeAs(new Same<>(first))
        .isNotEqualTo(new Same<>(second));
  }
}
