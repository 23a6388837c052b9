package io.gputelemetry.embedded;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The next series that an aggregate asks for and that can have rows in its window, in order.
 *
 * @param more whether there may be others behind them
 */
record AggregatePage(List<Wanted> series, boolean more) {
  private static final int PAGE_SERIES = 512;

  /** A series and its number. */
  record Wanted(int id, Series series) {}

  /**
   * The first ones behind a series; made while the contents are held still.
   *
   * @param behind the last series of the page before; empty at the start
   */
  static AggregatePage of(Contents contents, AggregateQuery query, Optional<Series> behind) {
    Optional<Series> from = behind.or(() -> query.after().map(position -> position.series()));
    List<Wanted> found = new ArrayList<>();
    if (query.uuids().isEmpty() && query.metrics().size() == 1) {
      int[] all = contents.catalog.seriesOfMetric(query.metrics().iterator().next());
      int first = from.map(series -> contents.catalog.place(all, series)).orElse(0);
      for (int i = first; i < all.length; i++) {
        if (add(contents, query, behind, all[i], found)) {
          return new AggregatePage(found, true);
        }
      }
      return new AggregatePage(found, false);
    }
    for (String uuid : uuids(contents, query, from)) {
      for (int id : contents.catalog.seriesByGpu().getOrDefault(uuid, new int[0])) {
        if (add(contents, query, behind, id, found)) {
          return new AggregatePage(found, true);
        }
      }
    }
    return new AggregatePage(found, false);
  }

  private static NavigableSet<String> uuids(
      Contents contents, AggregateQuery query, Optional<Series> from) {
    NavigableSet<String> all =
        query.uuids().isEmpty()
            ? contents.catalog.seriesByGpu().navigableKeySet()
            : new TreeSet<>(query.uuids());
    return from.map(series -> all.tailSet(series.uuid(), true)).orElse(all);
  }

  /** Adds a series if it is wanted; true if the page is full then. */
  private static boolean add(
      Contents contents,
      AggregateQuery query,
      Optional<Series> behind,
      int id,
      List<Wanted> found) {
    Series series = contents.catalog.series(id);
    boolean isNext = behind.isEmpty() || LatestQuery.ORDER.compare(series, behind.get()) > 0;
    if (isNext && hasRows(contents.table, query, id) && query.matches(series)) {
      found.add(new Wanted(id, series));
    }
    return found.size() == PAGE_SERIES;
  }

  private static boolean hasRows(SeriesTable table, AggregateQuery query, int id) {
    return id < table.capacity()
        && table.count(id) > 0
        && table.lastTime(id) >= query.fromMicros()
        && table.firstTime(id) < query.toMicros();
  }
}
