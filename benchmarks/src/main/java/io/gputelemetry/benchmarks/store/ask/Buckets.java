package io.gputelemetry.benchmarks.store.ask;

import io.gputelemetry.benchmarks.store.fleet.Window;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of one series, in their order, folded into buckets of equal width; empty ones are left out.
 */
final class Buckets {
  private final Series series;
  private final Window window;
  private final long width;
  private final List<Bucket> done = new ArrayList<>();
  private long end = Long.MIN_VALUE;
  private long count;
  private double min;
  private double max;
  private double sum;
  private long lastTime;
  private double last;

  /** Empty ones that begin with the window. */
  Buckets(Series series, Window window, long width) {
    this.series = series;
    this.window = window;
    this.width = width;
  }

  /** Takes the next row. */
  void add(long time, double value) {
    if (time >= end) {
      finish();
      end = window.from() + (Math.floorDiv(time - window.from(), width) + 1) * width;
      min = value;
      max = value;
    }
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    lastTime = time;
    last = value;
  }

  private void finish() {
    if (count > 0) {
      done.add(new Bucket(series, end - width, count, min, max, sum, lastTime, last, List.of()));
    }
    count = 0;
    sum = 0;
  }

  /** All of them; nothing may be added afterwards. */
  List<Bucket> all() {
    finish();
    return List.copyOf(done);
  }
}
