package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Fleet;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoredSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The newest row of one metric of every GPU. While it is asked a writer may go on: a row is right
 * if it is of a step that was complete before, or of a later one that was begun.
 */
final class LatestQuestion implements Question {
  private final SampleStore store;
  private final Model model;
  private final Written written;
  private final Field field;
  private final List<StoredSample> found = new ArrayList<>();
  private int completeSteps;
  private int begunSteps;

  LatestQuestion(SampleStore store, Model model, Written written, Field field) {
    this.store = store;
    this.model = model;
    this.written = written;
    this.field = field;
  }

  @Override
  public void ask() {
    completeSteps = written.completeSteps();
    store.latest(
        new LatestQuery(
            Set.of(field.name()), Set.of(), Long.MIN_VALUE, Optional.empty(), Integer.MAX_VALUE),
        found::add);
    begunSteps = written.begunSteps();
  }

  @Override
  public void check() {
    Fleet fleet = model.fleet();
    String what = "latest " + field;
    WrongAnswerException.requireEqual(what + ", rows", fleet.shape().gpus(), found.size());
    for (int i = 0; i < found.size(); i++) {
      StoredSample row = found.get(i);
      int gpu = fleet.byUuid().get(i);
      int step = fleet.times().stepAtOrAfter(gpu, row.eventTimeMicros());
      if (step < completeSteps - 1
          || step >= begunSteps
          || !RowCheck.isSame(model.row(gpu, field, step), row)) {
        throw new WrongAnswerException(
            "%s: row %d is %s; steps %d to %d are there and %d is %s"
                .formatted(
                    what,
                    i,
                    row,
                    completeSteps,
                    begunSteps,
                    completeSteps - 1,
                    model.row(gpu, field, completeSteps - 1)));
      }
    }
  }
}
