package io.gputelemetry.benchmarks.store.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelTest {
  private static final Set<Field> ALL = EnumSet.allOf(Field.class);
  private static final Shape SHAPE = new Shape(400, 100, 8_640, 450, 900_000);
  private static final int STEPS = SHAPE.steps();

  private final Fleet fleet = new Fleet(SHAPE, 1);
  private final Model model = new Model(fleet);

  @Test
  void rows_ofADay_areOfEveryStepInTheirOrder() {
    List<Row> rows = model.rows(7, ALL, new Window(0, Long.MAX_VALUE), STEPS);
    assertThat(rows).hasSize(STEPS * Field.COUNT);
    assertThat(rows)
        .isSortedAccordingTo((a, b) ->
            a.eventTime() != b.eventTime()
                ? Long.compare(a.eventTime(), b.eventTime())
                : a.identity().series().compareTo(b.identity().series()));
  }

  @Test
  void rows_ofAWindow_areThoseOfTheDayInside() {
    List<Row> day = model.rows(7, ALL, new Window(0, Long.MAX_VALUE), STEPS);
    for (int first : new int[] {0, 10, 12_340, 86_390}) {
      Window window =
          new Window(day.get(first).eventTime(), day.get(first).eventTime() + 70_000_001);
      assertThat(model.rows(7, ALL, window, STEPS))
          .isEqualTo(
              day.stream()
                  .filter(row -> row.eventTime() >= window.from() && row.eventTime() < window.to())
                  .toList());
    }
  }

  @Test
  void rows_ofALaterGpu_beginWithTheWholeFleet() {
    List<Row> rows = model.rows(100, ALL, new Window(0, Long.MAX_VALUE), STEPS);
    assertThat(rows).hasSize(450 * Field.COUNT);
    assertThat(rows.getFirst().eventTime()).isEqualTo(fleet.times().at(100, 8_640 - 450));
  }

  @Test
  void countBefore_aTime_countsOlderRowsOfAllGpus() {
    Window older = new Window(0, EventTimes.START_MICROS + 43_200_000_000L);
    long counted = 0;
    for (int gpu = 0; gpu < SHAPE.gpus(); gpu++) {
      counted += model.rows(gpu, ALL, older, STEPS).size();
    }
    assertThat(model.countBefore(older.to())).isEqualTo(counted);
  }

  @Test
  void values_ofAnotherSeed_differAndOfTheSameAreEqual() {
    Window hour = Window.of(EventTimes.START_MICROS, 3_600_000_000L);
    List<Row> rows = model.rows(3, ALL, hour, STEPS);
    assertThat(new Model(new Fleet(SHAPE, 1)).rows(3, ALL, hour, STEPS)).isEqualTo(rows);
    assertThat(new Model(new Fleet(SHAPE, 2)).rows(3, ALL, hour, STEPS)).isNotEqualTo(rows);
  }

  @Test
  void values_ofBusyAndIdleHosts_fitTogether() {
    for (int step = 0; step < STEPS; step++) {
      double load = fleet.values().value(5, Field.DCGM_FI_DEV_GPU_UTIL, step);
      double power = fleet.values().value(5, Field.DCGM_FI_DEV_POWER_USAGE, step);
      double used = fleet.values().value(5, Field.DCGM_FI_DEV_FB_USED, step);
      double free = fleet.values().value(5, Field.DCGM_FI_DEV_FB_FREE, step);
      assertThat(load == 0 || (load >= 90 && load <= 100)).isTrue();
      assertThat(power > 400).isEqualTo(load > 0);
      assertThat(power * 1_000).isCloseTo(Math.rint(power * 1_000), within());
      assertThat(used > 0).isEqualTo(load > 0);
      assertThat(used + free).isEqualTo(81_559);
    }
  }

  private static org.assertj.core.data.Offset<Double> within() {
    return org.assertj.core.api.Assertions.within(1e-6);
  }

  @Test
  void shape_ofPartOfAHost_isRefused() {
    assertThatThrownBy(() -> new Shape(10, 4, 10, 5, 0)).hasMessageContaining("hosts of 4");
    assertThatThrownBy(() -> new Shape(4, 8, 10, 5, 0)).hasMessageContaining("larger");
  }
}
