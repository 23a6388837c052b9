package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.store.LatestQuery;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The newest rows of the next series that are asked for, in the order of the query. Made while the
 * contents are held still, so it is a consistent view of them.
 *
 * @param series numbers of the series
 * @param rows the newest one of each
 * @param more whether there may be series behind the last one
 */
@SuppressWarnings("ArrayRecordComponent")
record LatestPage(int[] series, Columns rows, boolean more) {
  private static final int PAGE_SERIES = 1024;

  static LatestPage of(Contents contents, LatestQuery query) {
    return new Filling(contents, query).fill();
  }

  /** A page that is being filled. */
  private static final class Filling {
    private final Contents contents;
    private final LatestQuery query;
    private final int[] series;
    private final Columns rows;

    Filling(Contents contents, LatestQuery query) {
      this.contents = contents;
      this.query = query;
      int room = Math.min(PAGE_SERIES, query.limit());
      series = new int[room];
      rows = new Columns(room);
    }

    LatestPage fill() {
      boolean oneMetric = query.uuids().isEmpty() && query.metrics().size() == 1;
      boolean more = oneMetric ? addMetric() : addGpus();
      return new LatestPage(series, rows, more);
    }

    /** One metric of all GPUs: its series are known by themselves. True if it is full then. */
    private boolean addMetric() {
      String metric = query.metrics().iterator().next();
      int[] all = contents.catalog.seriesOfMetric(metric);
      int first = query.after().map(last -> contents.catalog.place(all, last)).orElse(0);
      for (int i = first; i < all.length; i++) {
        boolean isBehind = i > first || query.matches(contents.catalog.series(all[i]));
        if (isBehind && add(all[i])) {
          return true;
        }
      }
      return false;
    }

    private boolean addGpus() {
      for (String uuid : uuids()) {
        for (int id : contents.catalog.seriesByGpu().getOrDefault(uuid, new int[0])) {
          if (query.matches(contents.catalog.series(id)) && add(id)) {
            return true;
          }
        }
      }
      return false;
    }

    /** The GPUs that are asked for, from that of the cursor on. */
    private NavigableSet<String> uuids() {
      NavigableSet<String> all =
          query.uuids().isEmpty()
              ? contents.catalog.seriesByGpu().navigableKeySet()
              : new TreeSet<>(query.uuids());
      return query.after().map(last -> all.tailSet(last.uuid(), true)).orElse(all);
    }

    /** Adds the newest row of a series, if it has one that is new enough; true if it is full. */
    private boolean add(int id) {
      SeriesTable table = contents.table;
      if (id < table.capacity()
          && table.count(id) > 0
          && table.lastTime(id) >= query.sinceMicros()) {
        series[rows.size] = id;
        table.copyLast(id, rows, rows.size++);
      }
      return rows.size == series.length;
    }
  }
}
