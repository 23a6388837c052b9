package io.gputelemetry.embedded;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.Bucket;
import io.gputelemetry.store.BucketCutter;
import io.gputelemetry.store.BucketPosition;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** One aggregate, by a scan of each series, one after the other. */
final class ScanAggregate {
  private static final int PAGE_SERIES = 512;

  private final Contents contents;
  private final AggregateQuery query;
  private final BucketCutter cutter;

  ScanAggregate(Contents contents, AggregateQuery query, Predicate<Bucket> sink) {
    this.contents = contents;
    this.query = query;
    cutter = new BucketCutter(query, sink);
  }

  void run() {
    Optional<Series> last = Optional.empty();
    while (true) {
      Optional<Series> behind = last;
      List<Series> page = contents.look(() -> page(behind));
      for (Series series : page) {
        if (!cut(series)) {
          return;
        }
      }
      if (page.size() < PAGE_SERIES) {
        return;
      }
      last = Optional.of(page.getLast());
    }
  }

  /** The next series that are asked for and can have rows in the window, in order. */
  private List<Series> page(Optional<Series> behind) {
    List<Series> page = new ArrayList<>();
    for (int[] ids : gpus(behind).values()) {
      for (int id : ids) {
        Series series = contents.catalog.series(id);
        boolean isNext = behind.isEmpty() || LatestQuery.ORDER.compare(series, behind.get()) > 0;
        if (isNext && page.size() < PAGE_SERIES && hasRows(id) && query.matches(series)) {
          page.add(series);
        }
      }
      if (page.size() == PAGE_SERIES) {
        return page;
      }
    }
    return page;
  }

  private NavigableMap<String, int[]> gpus(Optional<Series> behind) {
    NavigableMap<String, int[]> all = contents.catalog.seriesByGpu();
    return behind
        .or(() -> query.after().map(BucketPosition::series))
        .map(series -> all.tailMap(series.uuid(), true))
        .orElse(all);
  }

  private boolean hasRows(int id) {
    SeriesTable table = contents.table;
    return id < table.capacity()
        && table.count(id) > 0
        && table.lastTime(id) >= query.fromMicros()
        && table.firstTime(id) < query.toMicros();
  }

  private boolean cut(Series series) {
    cutter.begin(series);
    ScanQuery rows =
        new ScanQuery(
            series.uuid(),
            Set.of(series.metric()),
            query.firstMicros(series),
            query.toMicros(),
            ScanQuery.Order.ASC,
            Optional.empty(),
            Integer.MAX_VALUE);
    new Scan(
            contents,
            rows,
            row ->
                !row.identity().series().equals(series)
                    || cutter.add(row.eventTimeMicros(), row.value()))
        .run();
    return cutter.end();
  }
}
