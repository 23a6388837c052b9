package io.gputelemetry.streamer.source;

/** Observations in the order in which they are made. Not thread-safe. */
public interface Source {
  /** What {@link #read} returns when nothing will ever come again. */
  int END = -1;

  /** Takes what a source yields. */
  @FunctionalInterface
  interface Sink {
    /**
     * One observation.
     *
     * @param series index into {@link Source#series()}
     * @param sourceTimeMicros the time the source wrote down, or {@code SampleBatch.NO_SOURCE_TIME}
     */
    void sample(int series, long sourceTimeMicros, double value);
  }

  /** Every series the source can yield. */
  SeriesTable series();

  /**
   * Passes on up to {@code max} observations that are due now; never blocks.
   *
   * @param nowMicros the time of day
   * @return how many they were, or {@link #END}
   */
  int read(long nowMicros, int max, Sink sink);
}
