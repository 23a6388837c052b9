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
 * if it is the one that was the newest before, or a later one that was begun.
 */
final class LatestQuestion implements Question {
  private final SampleStore store;
  private final Model model;
  private final Written written;
  private final Field field;
  private final List<StoredSample> found = new ArrayList<>();
  private long doneBefore;
  private long begunAfter;

  LatestQuestion(SampleStore store, Model model, Written written, Field field) {
    this.store = store;
    this.model = model;
    this.written = written;
    this.field = field;
  }

  @Override
  public void ask() {
    doneBefore = written.batches();
    store.latest(
        new LatestQuery(
            Set.of(field.name()), Set.of(), Long.MIN_VALUE, Optional.empty(), Integer.MAX_VALUE),
        found::add);
    begunAfter = written.begun();
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
      int oldest = written.arrivals().steps(gpu, doneBefore) - 1;
      int newest = written.arrivals().steps(gpu, begunAfter) - 1;
      if (step < oldest || step > newest || !RowCheck.isSame(model.row(gpu, field, step), row)) {
        throw new WrongAnswerException(
            "%s: row %d is %s; of steps %d to %d the first is %s"
                .formatted(what, i, row, oldest, newest, model.row(gpu, field, oldest)));
      }
    }
  }
}
