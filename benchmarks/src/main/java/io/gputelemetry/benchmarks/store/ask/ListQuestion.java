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
  private final Written written;
  private final List<GpuSummary> found = new ArrayList<>();

  ListQuestion(SampleStore store, Fleet fleet, Written written) {
    this.store = store;
    this.fleet = fleet;
    this.written = written;
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
              fleet.times().at(gpu, written.arrivals().steps(gpu, written.batches()) - 1));
      WrongAnswerException.require(found.get(i).equals(right), "GPU " + i, right, found.get(i));
    }
  }
}
