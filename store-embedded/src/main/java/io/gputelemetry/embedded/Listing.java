package io.gputelemetry.embedded;

import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.telemetry.Gpu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Predicate;

/** What can be answered from memory: GPUs, metrics, counts. */
final class Listing {
  /** GPUs that are looked at while the contents are held still. */
  private static final int PAGE_GPUS = 512;

  private final Contents contents;

  Listing(Contents contents) {
    this.contents = contents;
  }

  void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    int left = query.limit();
    Optional<String> after = query.afterUuid();
    while (true) {
      Optional<String> start = after;
      Page page = contents.look(() -> page(query, start));
      for (GpuSummary summary : page.found) {
        if (!sink.test(summary) || --left == 0) {
          return;
        }
      }
      if (page.last.isEmpty()) {
        return;
      }
      after = page.last;
    }
  }

  private Page page(GpuQuery query, Optional<String> after) {
    NavigableMap<String, int[]> all = contents.catalog.seriesByGpu();
    NavigableMap<String, int[]> behind = after.map(uuid -> all.tailMap(uuid, false)).orElse(all);
    var wanted = query.uuid().map(uuid -> one(behind, uuid)).orElse(behind);
    List<GpuSummary> found = new ArrayList<>();
    int looked = 0;
    for (Map.Entry<String, int[]> entry : wanted.entrySet()) {
      summary(entry.getValue()).filter(gpu -> query.matches(gpu.gpu())).ifPresent(found::add);
      if (++looked == PAGE_GPUS) {
        return new Page(found, Optional.of(entry.getKey()));
      }
    }
    return new Page(found, Optional.empty());
  }

  private static NavigableMap<String, int[]> one(NavigableMap<String, int[]> all, String uuid) {
    int[] series = all.get(uuid);
    return series == null ? Collections.emptyNavigableMap() : all.subMap(uuid, true, uuid, true);
  }

  /** First and last time over the series of a GPU; empty if none of them has rows. */
  private Optional<GpuSummary> summary(int[] seriesOfGpu) {
    SeriesTable table = contents.table;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    int newest = -1;
    for (int series : seriesOfGpu) {
      if (!hasRows(series)) {
        continue;
      }
      first = Math.min(first, table.firstTime(series));
      if (newest < 0 || table.lastTime(series) >= last) {
        last = table.lastTime(series);
        newest = series;
      }
    }
    if (newest < 0) {
      return Optional.empty();
    }
    Gpu gpu = contents.catalog.description(table.lastDescription(newest)).gpu();
    return Optional.of(new GpuSummary(gpu, first, last));
  }

  SortedSet<String> metrics() {
    return contents.look(() -> contents.catalog.metrics(this::hasRows));
  }

  StoreStats stats() {
    return contents.look(this::statsLocked);
  }

  private StoreStats statsLocked() {
    Totals totals = new Totals();
    int end = Math.min(contents.catalog.seriesCount(), contents.table.capacity());
    for (int series = 0; series < end; series++) {
      totals.add(series);
    }
    boolean any = totals.series > 0;
    return new StoreStats(
        gpusWithRows(),
        totals.series,
        contents.catalog.metrics(this::hasRows).size(),
        totals.samples,
        any ? OptionalLong.of(totals.first) : OptionalLong.empty(),
        any ? OptionalLong.of(totals.last) : OptionalLong.empty(),
        contents.bytes(),
        contents.duplicates,
        contents.conflicts,
        contents.expired,
        contents.expiredBefore,
        contents.damagedFiles());
  }

  private int gpusWithRows() {
    int gpus = 0;
    for (int[] seriesOfGpu : contents.catalog.seriesByGpu().values()) {
      for (int series : seriesOfGpu) {
        if (hasRows(series)) {
          gpus++;
          break;
        }
      }
    }
    return gpus;
  }

  private boolean hasRows(int series) {
    return series < contents.table.capacity() && contents.table.count(series) > 0;
  }

  private record Page(List<GpuSummary> found, Optional<String> last) {}

  /** Sums over all series: each is one place in memory, behind the one before. */
  private final class Totals {
    private long series;
    private long samples;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    void add(int id) {
      long count = contents.table.count(id);
      if (count > 0) {
        series++;
        samples += count;
        first = Math.min(first, contents.table.firstTime(id));
        last = Math.max(last, contents.table.lastTime(id));
      }
    }
  }
}
