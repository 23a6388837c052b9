package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Shape;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreStats;
import java.util.ArrayList;
import java.util.List;

/** What is stored, counted; nobody writes meanwhile. */
final class StatsQuestion implements Question {
  private final SampleStore store;
  private final Shape shape;
  private final long samples;
  private final List<StoreStats> found = new ArrayList<>();

  StatsQuestion(SampleStore store, Shape shape, long samples) {
    this.store = store;
    this.shape = shape;
    this.samples = samples;
  }

  @Override
  public void ask() {
    found.add(store.stats());
  }

  @Override
  public void check() {
    StoreStats stats = found.getLast();
    WrongAnswerException.requireEqual("stats, samples", samples, stats.samples());
    WrongAnswerException.requireEqual("stats, GPUs", shape.gpus(), stats.gpus());
    WrongAnswerException.requireEqual("stats, series", shape.fleetRows(), stats.series());
    WrongAnswerException.requireEqual("stats, metrics", Field.COUNT, stats.metrics());
    WrongAnswerException.requireEqual("stats, conflicts", 0, stats.conflicts());
    WrongAnswerException.requireEqual("stats, damaged files", 0, stats.damaged());
  }
}
