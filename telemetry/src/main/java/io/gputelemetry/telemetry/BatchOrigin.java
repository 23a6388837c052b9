package io.gputelemetry.telemetry;

/**
 * What a streamer writes on a batch, so that it can be followed through the pipeline.
 *
 * @param id tells the batch from all others, for example {@code dcgm_csv/0/1200}: a range of a
 *     shared file, or {@code node-7-streamer-x1/42}; at most {@value #CHARS_MAX} characters
 * @param source the instance that collected it; at most {@value #CHARS_MAX} characters
 * @param collectedAtMicros when it was collected: microseconds since the epoch
 */
public record BatchOrigin(String id, String source, long collectedAtMicros) {
  /** The longest id and the longest source. */
  public static final int CHARS_MAX = 255;

  /** Of a batch that nobody wrote one on. */
  public static final BatchOrigin NONE = new BatchOrigin("", "", 0);

  public BatchOrigin {
    if (id.length() > CHARS_MAX || source.length() > CHARS_MAX) {
      throw new IllegalArgumentException("an origin's texts take at most " + CHARS_MAX);
    }
  }
}
