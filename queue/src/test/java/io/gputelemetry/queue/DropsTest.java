package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.QueueRequest.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DropsTest {
  private final AtomicLong micros = new AtomicLong(1_000);
  private final Drops drops = new Drops(micros::get);

  @Test
  void drops_ofAReason_haveTheTimeOfTheFirstAndOfTheLast() {
    drops.add("late", 2);
    micros.set(3_000);
    drops.add("bad", 1);
    micros.set(5_000);
    drops.add("late", 3);
    assertThat(drops.list())
        .containsExactly(new Drop("late", 5, 1_000, 5_000), new Drop("bad", 1, 3_000, 3_000));
  }

  @Test
  void drops_whileTheClockIsSetBack_areStillInTheirRange() {
    drops.add("late", 1);
    micros.set(500);
    drops.add("late", 1);
    assertThat(drops.list()).containsExactly(new Drop("late", 2, 500, 1_000));
  }

  @Test
  void nothing_leftOut_isNotListed() {
    drops.add("late", 0);
    assertThat(drops.list()).isEmpty();
  }

  @Test
  void reasons_tooMany_areTogetherTheOther_andFitAReport() {
    for (int i = 0; i < Report.DROPS_MAX + 10; i++) {
      drops.add("reason_" + i, 1);
    }
    drops.add("reason_0", 1);
    assertThat(drops.list()).hasSize(Report.DROPS_MAX);
    assertThat(drops.list().getFirst()).isEqualTo(new Drop("reason_0", 2, 1_000, 1_000));
    assertThat(drops.list().getLast()).isEqualTo(new Drop(Drops.OTHER, 11, 1_000, 1_000));
    assertThat(Report.of(Map.of(), "", drops.list()).drops()).isEqualTo(drops.list());
  }

  @Test
  void count_beyondALong_staysTheLargest() {
    drops.add("late", Long.MAX_VALUE);
    drops.add("late", 2);
    assertThat(drops.list().getFirst().count()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void drop_thatMakesNoSense_isRefused() {
    assertThatThrownBy(() -> drops.add("too late", 1)).hasMessageContaining("a-z 0-9 _");
    assertThatThrownBy(() -> drops.add("", 1)).hasMessageContaining("1 to 64");
    assertThatThrownBy(() -> drops.add("late", -1)).hasMessageContaining("-1 drops");
    assertThatThrownBy(() -> new Drop("late", 1, 2, 1)).hasMessageContaining("from 2 to 1");
  }

  @Test
  void report_withTooManyDrops_orAReasonTwice_isRefused() {
    List<Drop> many = new ArrayList<>();
    for (int i = 0; i <= Report.DROPS_MAX; i++) {
      many.add(new Drop("reason_" + i, 1, 1, 1));
    }
    assertThatThrownBy(() -> Report.of(Map.of(), "", many)).hasMessageContaining("at most 64");
    Drop once = many.getFirst();
    assertThatThrownBy(() -> Report.of(Map.of(), "", List.of(once, once)))
        .hasMessageContaining("twice");
  }
}
