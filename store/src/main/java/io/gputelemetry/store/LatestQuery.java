package io.gputelemetry.store;

import io.gputelemetry.telemetry.Series;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;

/**
 * The newest row of which series.
 *
 * @param metrics metric names; empty means all
 * @param uuids GPUs; empty means all
 * @param sinceMicros series whose newest row is older than this are left out
 * @param after only series behind this one in {@link #ORDER}: the cursor of a page
 * @param limit at most this many rows, at least 1
 */
public record LatestQuery(
    Set<String> metrics, Set<String> uuids, long sinceMicros, Optional<Series> after, int limit) {

  /** The order of the answer: by GPU, then as in the row order. */
  public static final Comparator<Series> ORDER =
      Comparator.comparing(Series::uuid).thenComparing(Comparator.naturalOrder());

  public LatestQuery {
    metrics = Set.copyOf(metrics);
    uuids = Set.copyOf(uuids);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }

  /** Whether this series is asked for and behind the cursor; its times are not looked at. */
  public boolean matches(Series series) {
    return (uuids.isEmpty() || uuids.contains(series.uuid()))
        && (metrics.isEmpty() || metrics.contains(series.metric()))
        && (after.isEmpty() || ORDER.compare(series, after.get()) > 0);
  }

  /** The same query, continued behind a series. */
  public LatestQuery from(Series position, int newLimit) {
    return new LatestQuery(metrics, uuids, sinceMicros, Optional.of(position), newLimit);
  }

  /** The newest row of every series. */
  public static LatestQuery all() {
    return new LatestQuery(Set.of(), Set.of(), Long.MIN_VALUE, Optional.empty(), Integer.MAX_VALUE);
  }
}
