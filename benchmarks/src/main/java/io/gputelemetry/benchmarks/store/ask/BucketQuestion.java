package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Field;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.benchmarks.store.fleet.Row;
import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.SampleStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One metric of one GPU over a window, in so many buckets. */
final class BucketQuestion implements Question {
  private static final int BUCKETS = 300;
  private static final double ROUNDING = 1e-9;

  private final SampleStore store;
  private final Model model;
  private final int gpu;
  private final Field field;
  private final Window window;
  private final List<Bucket> found = new ArrayList<>();

  BucketQuestion(SampleStore store, Model model, int gpu, Field field, Window window) {
    this.store = store;
    this.model = model;
    this.gpu = gpu;
    this.field = field;
    this.window = window;
  }

  private long width() {
    return (window.to() - window.from()) / BUCKETS;
  }

  @Override
  public void ask() {
    store.aggregate(
        new AggregateQuery(
            Set.of(field.name()),
            Set.of(model.fleet().uuid(gpu)),
            window.from(),
            window.to(),
            width(),
            window.from(),
            List.of(),
            Optional.empty(),
            Integer.MAX_VALUE),
        found::add);
  }

  @Override
  public void check() {
    Buckets buckets = new Buckets(model.fleet().identity(gpu, field).series(), window, width());
    for (Row row : model.rows(gpu, EnumSet.of(field), window, model.fleet().shape().steps())) {
      buckets.add(row.eventTime(), row.value());
    }
    List<Bucket> right = buckets.all();
    String what = "buckets of %s of GPU %d in %s".formatted(field, gpu, window);
    WrongAnswerException.requireEqual(what, right.size(), found.size());
    for (int i = 0; i < right.size(); i++) {
      WrongAnswerException.require(
          isSame(right.get(i), found.get(i)), what + ", number " + i, right.get(i), found.get(i));
    }
  }

  /** A sum may have been made in another order. */
  private static boolean isSame(Bucket right, Bucket found) {
    Bucket exact =
        new Bucket(
            found.series(),
            found.startMicros(),
            found.count(),
            found.min(),
            found.max(),
            right.sum(),
            found.lastTimeMicros(),
            found.last(),
            found.quantiles());
    return exact.equals(right)
        && Math.abs(found.sum() - right.sum()) <= ROUNDING * Math.abs(right.sum());
  }
}
