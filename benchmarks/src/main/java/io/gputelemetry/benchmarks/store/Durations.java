package io.gputelemetry.benchmarks.store;

import java.util.Arrays;

/** Durations in nanoseconds, of which the slow ones matter too. Not thread-safe. */
public final class Durations {
  private long[] nanos = new long[1024];
  private int size;

  public void add(long duration) {
    if (size == nanos.length) {
      nanos = Arrays.copyOf(nanos, size * 2);
    }
    nanos[size++] = duration;
  }

  public void addAll(Durations others) {
    for (int i = 0; i < others.size; i++) {
      add(others.nanos[i]);
    }
  }

  public int size() {
    return size;
  }

  /** Milliseconds that this share of them took at most. */
  public double millis(double share) {
    long[] sorted = Arrays.copyOf(nanos, size);
    Arrays.sort(sorted);
    return size == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(size * share) - 1)] / 1e6;
  }
}
