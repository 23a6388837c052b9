package io.gputelemetry.benchmarks.store.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The right answers, computed from the fleet alone. Any thread may ask. */
public final class Model {
  private final Fleet fleet;

  public Model(Fleet fleet) {
    this.fleet = fleet;
  }

  public Fleet fleet() {
    return fleet;
  }

  public Row row(int gpu, Field field, int step) {
    long time = fleet.times().at(gpu, step);
    return new Row(
        fleet.identity(gpu, field),
        time,
        fleet.times().source(gpu, time),
        fleet.values().value(gpu, field, step));
  }

  /**
   * The rows of a GPU in [from, to), ascending.
   *
   * @param fields which metrics
   * @param steps how many steps were stored, from the start of the day
   */
  public List<Row> rows(int gpu, Set<Field> fields, Window window, int steps) {
    List<Row> rows = new ArrayList<>();
    int step = Math.max(firstStep(gpu), fleet.times().stepAtOrAfter(gpu, window.from()));
    for (; step < steps && fleet.times().at(gpu, step) < window.to(); step++) {
      for (Field field : Field.values()) {
        if (fields.contains(field)) {
          rows.add(row(gpu, field, step));
        }
      }
    }
    return rows;
  }

  /** Rows of the day that are older than this. */
  public long countBefore(long micros) {
    long count = 0;
    for (int gpu = 0; gpu < fleet.shape().gpus(); gpu++) {
      int end = Math.min(fleet.shape().steps(), fleet.times().stepAtOrAfter(gpu, micros));
      count += (long) Math.max(0, end - firstStep(gpu)) * Field.COUNT;
    }
    return count;
  }

  private int firstStep(int gpu) {
    return fleet.shape().firstStep(gpu);
  }
}
