package io.gputelemetry.exposition;

import java.util.Locale;

/**
 * Reads exposition text: Prometheus text 0.0.4 and OpenMetrics 1.0, as exporters answer a scrape.
 *
 * <p>Reading is lenient where it costs nothing (blanks, empty lines, a missing last line feed of
 * Prometheus text, {@code \r\n}) and per line: a bad line is reported and left out, the others are
 * kept. Comments are skipped, and so are exemplars of OpenMetrics, which must be well-formed all
 * the same. Names in quotes ({@code {"a.name",label="value"}}) are understood. Time is linear in
 * the length; for each sample the text of its series is allocated, and for a value that is not a
 * plain decimal number a little more, nothing else that grows.
 */
public final class ExpositionText {
  /** The time of a sample that came without one. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** The longest line, in bytes, without its end. */
  public static final int LINE_BYTES_MAX = 64 << 10;

  /** The most labels of a series. */
  public static final int LABELS_MAX = SeriesScanner.LABELS_MAX;

  private ExpositionText() {}

  /** The two formats; both are read by lines. */
  public enum Format {
    /** Text 0.0.4: timestamps are whole milliseconds. */
    PROMETHEUS,
    /** OpenMetrics 1.0: timestamps are seconds with a fraction, and {@code # EOF} ends it. */
    OPENMETRICS;

    private static final String OPENMETRICS_TYPE = "application/openmetrics-text";

    /** By the {@code Content-Type} of an answer: whatever is not OpenMetrics is the older one. */
    public static Format of(String contentType) {
      int end = contentType.indexOf(';');
      String mediaType = end < 0 ? contentType : contentType.substring(0, end);
      return mediaType.strip().toLowerCase(Locale.ROOT).equals(OPENMETRICS_TYPE)
          ? OPENMETRICS
          : PROMETHEUS;
    }
  }

  /** Takes what was read, in the order of the lines. */
  public interface Sink {
    /**
     * A sample.
     *
     * @param series the text of the series exactly as written, {@code name{...}} or {@code name};
     *     equal text means equal series, so it is a cache key
     * @param value may be infinite or NaN
     * @param timeMicros explicit timestamp in microseconds since the epoch, or {@link #NO_TIME}
     */
    void sample(String series, double value, long timeMicros);

    /**
     * A line that was left out.
     *
     * @param line from 1
     */
    void rejected(int line, Rejection reason);
  }

  /** Why a line was left out. */
  public enum Rejection {
    /** It is not {@code series value [timestamp]}. */
    SYNTAX("syntax"),
    /** A label stands twice in the series. */
    DUPLICATE_LABEL("duplicate_label"),
    /** It has more than {@link #LABELS_MAX} labels. */
    TOO_MANY_LABELS("too_many_labels"),
    /** The value is not a number. */
    NUMBER("number"),
    /** The timestamp is not one, or too far from the epoch. */
    TIME("time"),
    /** It is longer than {@link #LINE_BYTES_MAX}. */
    TOO_LONG("too_long"),
    /** It is not UTF-8, or has a NUL. */
    ENCODING("encoding"),
    /** OpenMetrics without {@code # EOF}: it was cut. A last line without its end is left out. */
    NOT_ENDED("not_ended"),
    /** It stands after {@code # EOF}. */
    AFTER_END("after_end");

    private final String label;

    Rejection(String label) {
      this.label = label;
    }

    /** For metrics and logs, for example {@code too_long}. */
    public String label() {
      return label;
    }
  }

  /**
   * Reads the first {@code length} bytes. Never throws for bad input: a bad line is reported to the
   * sink and left out.
   */
  public static void read(Format format, byte[] body, int length, Sink sink) {
    new LineReader(format, body, length, sink).read();
  }
}
