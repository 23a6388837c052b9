package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.ask.RowCheck;
import io.gputelemetry.benchmarks.store.ask.WrongAnswerException;
import io.gputelemetry.benchmarks.store.fleet.EventTimes;
import io.gputelemetry.benchmarks.store.fleet.Model;
import io.gputelemetry.benchmarks.store.fleet.Shape;
import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.embedded.EmbeddedStore;
import java.io.IOException;

/** Retention: the oldest twelve hours go, nothing newer does. */
record Expiry(EmbeddedStore store, StoreDirectory directory, Model model, Report report) {
  private static final long HOURS_12 = 12 * 3_600_000_000L;

  void run() throws IOException {
    long olderThan = EventTimes.START_MICROS + HOURS_12;
    long old = model.countBefore(olderThan);
    long samples = store.stats().samples();
    long bytes = total(directory);
    long start = System.nanoTime();
    long removed = store.expire(olderThan);
    double millis = (System.nanoTime() - start) / 1e6;
    long left = store.stats().samples();
    WrongAnswerException.requireEqual("samples after expiry", samples - removed, left);
    WrongAnswerException.require(removed <= old, "removed samples", "at most " + old, removed);
    requireNewer(olderThan);
    report.count("retention", "samples before", samples, "samples");
    report.figure("retention", "expire the oldest 12 h", millis, "ms");
    report.count("retention", "samples removed", removed, "samples");
    report.count("retention", "older ones that stay for now", old - removed, "samples");
    report.figure("retention", "disk freed", (bytes - total(directory)) / 1e6, "MB");
  }

  private static long total(StoreDirectory directory) throws IOException {
    return directory.bytes().values().stream().mapToLong(Long::longValue).sum();
  }

  /** Every newer row of the GPUs that were there all day is there, as it was. */
  private void requireNewer(long micros) {
    Shape shape = model.fleet().shape();
    for (int gpu = 0; gpu < shape.historyGpus(); gpu++) {
      Window window = new Window(micros, model.fleet().times().at(gpu, shape.steps()));
      RowCheck.requireAll(store, model, gpu, window, shape.steps(), "after expiry");
    }
  }
}
