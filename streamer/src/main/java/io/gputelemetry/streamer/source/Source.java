package io.gputelemetry.streamer.source;

import java.util.Optional;

/** Observations in the order in which they are made. Used by one thread at a time. */
public interface Source extends AutoCloseable {
  /** What {@link #read} returns when nothing will ever come again. */
  int END = -1;

  /** The event time of an observation that is made now: whoever reads fixes it. */
  long NOW = Long.MIN_VALUE;

  /** Takes what a source yields. */
  @FunctionalInterface
  interface Sink {
    /**
     * One observation.
     *
     * @param series made once by the source, then the same with every sample of it
     * @param eventTimeMicros what the source knows to be the event time, such as the start of a
     *     scrape, different from that of every other sample of the series; or {@link Source#NOW}
     * @param sourceTimeMicros the time the source wrote down, or {@code SampleBatch.NO_SOURCE_TIME}
     */
    void sample(SourceSeries series, long eventTimeMicros, long sourceTimeMicros, double value);

    /** An observation that is made now. */
    default void sample(SourceSeries series, long sourceTimeMicros, double value) {
      sample(series, NOW, sourceTimeMicros, value);
    }
  }

  /** What is read, for people: a path, or a word. */
  String name();

  /**
   * Passes on up to {@code max} observations that are due now; never blocks.
   *
   * @param nowMicros the time of day
   * @return how many they were, or {@link #END}
   */
  int read(long nowMicros, int max, Sink sink);

  /**
   * Observations that were made and wait to be read, also after {@link #close}. A source that makes
   * them when it is read has none.
   */
  default long waiting() {
    return 0;
  }

  /** What keeps some of it from being read, in words for people; any thread may ask. */
  default Optional<String> problem() {
    return Optional.empty();
  }

  /** Ends what runs on its own. What waits can still be read. */
  @Override
  default void close() {}
}
