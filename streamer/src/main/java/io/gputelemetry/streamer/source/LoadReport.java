package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.Absence;
import java.util.EnumMap;
import java.util.Map;

/**
 * What became of the rows of a file: {@code records = good rows + rejected + absent}.
 *
 * @param records records behind the header
 * @param rejected bad rows by kind; kinds without any are missing
 * @param absent rows whose source had no value, by reason
 * @param unreadableTimes good rows whose timestamp could not be read; they have no source time
 */
public record LoadReport(
    long records, Map<Rejection, Long> rejected, Map<Absence, Long> absent, long unreadableTimes) {

  /** Why a row is bad. */
  public enum Rejection {
    /** More or fewer fields than the header. */
    FIELD_COUNT("field_count"),
    /** The value, or a GPU index that is there, is no number. */
    NUMBER("number"),
    /** No uuid. */
    UUID("uuid"),
    /** No metric name. */
    METRIC("metric"),
    /** A quote is never closed, or something stands behind a closing one. */
    QUOTES("quotes"),
    /** Longer than a row may be. */
    TOO_LONG("too_long");

    private final String label;

    Rejection(String label) {
      this.label = label;
    }

    /** For metrics and logs, for example {@code field_count}. */
    public String label() {
      return label;
    }
  }

  public LoadReport {
    rejected = Map.copyOf(rejected);
    absent = Map.copyOf(absent);
  }

  /** Counts while a file is read. */
  static final class Tally {
    private final Map<Rejection, Long> rejected = new EnumMap<>(Rejection.class);
    private final Map<Absence, Long> absent = new EnumMap<>(Absence.class);
    private long records;
    private long unreadableTimes;

    void record() {
      records++;
    }

    long records() {
      return records;
    }

    /** True for the first of its kind. */
    boolean reject(Rejection kind) {
      return rejected.merge(kind, 1L, Long::sum) == 1;
    }

    void absent(Absence reason) {
      absent.merge(reason, 1L, Long::sum);
    }

    /** True for the first. */
    boolean unreadableTime() {
      unreadableTimes++;
      return unreadableTimes == 1;
    }

    LoadReport report() {
      return new LoadReport(records, rejected, absent, unreadableTimes);
    }
  }
}
