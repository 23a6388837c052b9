package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Fleet;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import java.util.ArrayList;
import java.util.List;

/** All GPUs, with when they were seen first and last; nobody writes meanwhile. */
final class ListQuestion implements Question {
  private final SampleStore store;
  private final Fleet fleet;
  private final int steps;
  private final List<GpuSummary> found = new ArrayList<>();

  /**
   * A question.
   *
   * @param steps how many steps were stored, from the start of the day
   */
  ListQuestion(SampleStore store, Fleet fleet, int steps) {
    this.store = store;
    this.fleet = fleet;
    this.steps = steps;
  }

  @Override
  public void ask() {
    store.gpus(GpuQuery.all(), found::add);
  }

  @Override
  public void check() {
    WrongAnswerException.requireEqual("GPUs", fleet.shape().gpus(), found.size());
    for (int i = 0; i < found.size(); i++) {
      int gpu = fleet.byUuid().get(i);
      GpuSummary right =
          new GpuSummary(
              fleet.identity(gpu, Field.at(0)).gpu(),
              fleet.times().at(gpu, fleet.shape().firstStep(gpu)),
              fleet.times().at(gpu, steps - 1));
      WrongAnswerException.require(found.get(i).equals(right), "GPU " + i, right, found.get(i));
    }
  }
}
