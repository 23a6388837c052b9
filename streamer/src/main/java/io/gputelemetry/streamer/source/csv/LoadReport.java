package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.telemetry.Absence;
import java.util.List;
import java.util.Map;

/**
 * What became of the rows of files: {@code records = good rows + rejected + absent}.
 *
 * @param records records behind the header
 * @param rejected bad rows by kind; kinds without any are missing
 * @param absent rows whose source had no value, by reason
 * @param unreadableTimes good rows whose timestamp could not be read; they have no source time
 * @param firstBad the first bad row of each kind
 */
public record LoadReport(
    long records,
    Map<Rejection, Long> rejected,
    Map<Absence, Long> absent,
    long unreadableTimes,
    List<BadRow> firstBad) {

  /**
   * A bad row.
   *
   * @param name the file it is in
   * @param record its number, not counting headers, of all that was read until then
   */
  public record BadRow(String name, long record, Rejection kind) {}

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
    /** No time that can be read, where one is needed. */
    TIMESTAMP("timestamp"),
    /** A quote is never closed, or something stands behind a closing one. */
    QUOTES("quotes"),
    /** Longer than a row may be. */
    TOO_LONG("too_long"),
    /** Has a NUL, as a file whose end was never written has after a crash. */
    NUL("nul");

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
    firstBad = List.copyOf(firstBad);
  }
}
