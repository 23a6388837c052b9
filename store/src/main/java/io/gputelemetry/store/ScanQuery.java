package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows of one GPU.
 *
 * @param uuid the GPU
 * @param metrics metric names; empty means all
 * @param fromMicros first event time of the window, inclusive
 * @param toMicros end of the window, exclusive
 * @param order ascending or descending by (event time, series)
 * @param after only rows behind this one in that order: the cursor of a page
 * @param limit at most this many rows, at least 1
 */
public record ScanQuery(
    String uuid,
    Set<String> metrics,
    long fromMicros,
    long toMicros,
    Order order,
    Optional<RowPosition> after,
    int limit) {

  public ScanQuery {
    metrics = Set.copyOf(metrics);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }

  /** Whether a row of this series at this time is asked for; the cursor is not looked at. */
  public boolean matches(Series series, long eventTimeMicros) {
    return eventTimeMicros >= fromMicros
        && eventTimeMicros < toMicros
        && (metrics.isEmpty() || metrics.contains(series.metric()));
  }

  /** The same query, continued behind a row. */
  public ScanQuery from(RowPosition position, int newLimit) {
    return new ScanQuery(
        uuid, metrics, fromMicros, toMicros, order, Optional.of(position), newLimit);
  }

  /** Direction of a scan. */
  public enum Order {
    ASC,
    DESC
  }

  /** All rows of a GPU, ascending. */
  public static ScanQuery all(String uuid) {
    return new ScanQuery(
        uuid,
        Set.of(),
        Long.MIN_VALUE,
        Long.MAX_VALUE,
        Order.ASC,
        Optional.empty(),
        Integer.MAX_VALUE);
  }
}
