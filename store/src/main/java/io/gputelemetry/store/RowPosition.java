package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;

/**
 * The place of a row in the row order, which is its key: rows never move, so a page can go on
 * behind it.
 */
public record RowPosition(long eventTimeMicros, Series series) implements Comparable<RowPosition> {
  @Override
  public int compareTo(RowPosition other) {
    int byTime = Long.compare(eventTimeMicros, other.eventTimeMicros);
    return byTime != 0 ? byTime : series.compareTo(other.series);
  }
}
