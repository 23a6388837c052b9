package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.embedded.sealed.SealedFile;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Where the newest rows of one page of series are. Made while the contents are held still, so it is
 * a consistent view of them.
 *
 * @param places of the newest rows, in the order of the query
 * @param files all sealed files at that moment
 * @param more whether there may be series behind the last place
 */
record LatestPlan(List<Place> places, List<SealedFile> files, boolean more) {
  private static final int PAGE_SERIES = 1024;

  /**
   * The newest row of a series.
   *
   * @param known a copy of the row; empty if it has to be read from a sealed file
   */
  record Place(int id, Series series, long time, Optional<Columns> known) {}

  static LatestPlan of(Contents contents, LatestQuery query) {
    int limit = Math.min(PAGE_SERIES, query.limit());
    List<Place> places = new ArrayList<>();
    if (query.uuids().isEmpty() && query.metrics().size() == 1) {
      return ofMetric(contents, query, limit);
    }
    for (int[] ids : gpus(contents, query).values()) {
      for (int id : ids) {
        if (isWanted(contents, query, id)) {
          places.add(place(contents, id));
        }
      }
      if (places.size() >= limit) {
        return new LatestPlan(places, contents.files, true);
      }
    }
    return new LatestPlan(places, contents.files, false);
  }

  /** One metric of all GPUs: its series are known by themselves. */
  private static LatestPlan ofMetric(Contents contents, LatestQuery query, int limit) {
    List<Place> places = new ArrayList<>();
    String metric = query.metrics().iterator().next();
    NavigableMap<Series, Integer> all = contents.catalog.seriesOfMetric(metric);
    NavigableMap<Series, Integer> behind =
        query.after().map(series -> all.tailMap(series, false)).orElse(all);
    for (int id : behind.values()) {
      if (isThere(contents, query, id)) {
        places.add(place(contents, id));
        if (places.size() == limit) {
          return new LatestPlan(places, contents.files, true);
        }
      }
    }
    return new LatestPlan(places, contents.files, false);
  }

  /** The series of the GPUs that are asked for, from that of the cursor on. */
  private static NavigableMap<String, int[]> gpus(Contents contents, LatestQuery query) {
    NavigableMap<String, int[]> all = contents.catalog.seriesByGpu();
    if (query.uuids().isEmpty()) {
      return query.after().map(series -> all.tailMap(series.uuid(), true)).orElse(all);
    }
    NavigableSet<String> uuids = new TreeSet<>(query.uuids());
    NavigableMap<String, int[]> wanted = new TreeMap<>();
    for (String uuid : query.after().map(series -> uuids.tailSet(series.uuid())).orElse(uuids)) {
      wanted.put(uuid, all.getOrDefault(uuid, new int[0]));
    }
    return wanted;
  }

  private static boolean isWanted(Contents contents, LatestQuery query, int id) {
    return isThere(contents, query, id) && query.matches(contents.catalog.series(id));
  }

  private static boolean isThere(Contents contents, LatestQuery query, int id) {
    SeriesTable table = contents.table;
    return id < table.capacity()
        && table.count(id) > 0
        && table.lastTime(id) >= query.sinceMicros();
  }

  private static Place place(Contents contents, int id) {
    SeriesTable table = contents.table;
    Optional<Columns> known = Optional.empty();
    if (table.hasLast(id)) {
      Columns copy = new Columns(1);
      table.copyLast(id, copy);
      known = Optional.of(copy);
    }
    return new Place(id, contents.catalog.series(id), table.lastTime(id), known);
  }
}
