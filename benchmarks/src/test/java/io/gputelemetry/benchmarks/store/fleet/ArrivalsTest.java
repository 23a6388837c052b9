package io.gputelemetry.benchmarks.store.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
  private static final Shape SHAPE = new Shape(12, 4, 50, 20, 0);

  private final Fleet fleet = new Fleet(SHAPE, 1);
  private final Model model = new Model(fleet);

  @Test
  void batches_ofAnySize_holdTheSamplesOfTheModelEachOnce() {
    for (int most : new int[] {40, 80, 1_000}) {
      Map<Series, Map<Long, Double>> arrived = arrived(new Arrivals(fleet, most));
      assertThat(arrived).isEqualTo(expected());
    }
  }

  private static Map<Series, Map<Long, Double>> arrived(Arrivals arrivals) {
    Map<Series, Map<Long, Double>> arrived = new HashMap<>();
    for (long number = 0; number < arrivals.ofDay(); number++) {
      SampleBatch batch = arrivals.build(number);
      assertThat(batch.size()).isEqualTo(arrivals.slice(number).size());
      for (int i = 0; i < batch.size(); i++) {
        Double before =
            arrived
                .computeIfAbsent(
                    batch.dictionary().get(batch.series(i)).series(), _ -> new TreeMap<>())
                .put(batch.eventTime(i), batch.value(i));
        assertThat(before).isNull();
      }
    }
    return arrived;
  }

  private Map<Series, Map<Long, Double>> expected() {
    Map<Series, Map<Long, Double>> expected = new HashMap<>();
    for (int gpu = 0; gpu < SHAPE.gpus(); gpu++) {
      for (Row row :
          model.rows(gpu, EnumSet.allOf(Field.class), new Window(0, Long.MAX_VALUE), 50)) {
        expected
            .computeIfAbsent(row.identity().series(), _ -> new TreeMap<>())
            .put(row.eventTime(), row.value());
      }
    }
    return expected;
  }

  @Test
  void batches_behindTheDay_goOnWithAllGpus() {
    Arrivals arrivals = new Arrivals(fleet, 120);
    assertThat(arrivals.slice(arrivals.ofDay())).isEqualTo(new Slice(50, 51, 0, 120));
    assertThat(arrivals.build(arrivals.ofDay() + 1).size()).isEqualTo(120);
  }

  @Test
  void steps_inTheMiddleOfOne_areMoreForThoseThatCameFirst() {
    Arrivals arrivals = new Arrivals(fleet, 40);
    long end = arrivals.ofDay();
    assertThat(List.of(arrivals.steps(0, end), arrivals.steps(11, end))).containsExactly(50, 50);
    assertThat(List.of(arrivals.steps(3, end + 1), arrivals.steps(4, end + 1)))
        .containsExactly(51, 50);
    assertThat(List.of(arrivals.steps(7, end + 2), arrivals.steps(8, end + 2)))
        .containsExactly(51, 50);
  }

  @Test
  void batches_ofTheSameRows_shareTheListOfTheirDictionary() {
    Arrivals arrivals = new Arrivals(fleet, 40);
    long first = arrivals.fleetStart();
    assertThat(arrivals.build(first).dictionary())
        .isSameAs(arrivals.build(first + 3).dictionary())
        .isNotEqualTo(arrivals.build(first + 1).dictionary());
  }
}
