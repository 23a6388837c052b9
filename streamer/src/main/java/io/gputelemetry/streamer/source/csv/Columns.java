package io.gputelemetry.streamer.source.csv;

import java.util.Arrays;

/** The rows of a file while they are read. */
final class Columns {
  private int[] series = new int[1024];
  private long[] sourceTimes = new long[1024];
  private double[] values = new double[1024];
  private int size;

  int size() {
    return size;
  }

  void add(int index, long sourceTimeMicros, double value) {
    if (size == series.length) {
      int capacity = size * 2;
      series = Arrays.copyOf(series, capacity);
      sourceTimes = Arrays.copyOf(sourceTimes, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    series[size] = index;
    sourceTimes[size] = sourceTimeMicros;
    values[size++] = value;
  }

  int[] series() {
    return Arrays.copyOf(series, size);
  }

  long[] sourceTimes() {
    return Arrays.copyOf(sourceTimes, size);
  }

  double[] values() {
    return Arrays.copyOf(values, size);
  }
}
