package io.gputelemetry.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.store.AggregateQuery;
import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.RowPosition;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoreStats;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a store should hold, in the plainest form, and the comparison with what it does hold. */
final class StoreModel {
  final NavigableMap<RowPosition, StoredSample> rows = new TreeMap<>();

  /** What the store should answer; the rows are added. */
  WriteReceipt append(SampleBatch batch, long ingestedAt) {
    int duplicates = 0;
    int conflicts = 0;
    for (StoredSample row : rowsOf(batch, ingestedAt)) {
      StoredSample first = rows.putIfAbsent(row.position(), row);
      if (first == null) {
        continue;
      }
      if (Double.doubleToRawLongBits(first.value()) == Double.doubleToRawLongBits(row.value())) {
        duplicates++;
      } else {
        conflicts++;
      }
    }
    return new WriteReceipt(batch.size() - duplicates - conflicts, duplicates, conflicts);
  }

  private static List<StoredSample> rowsOf(SampleBatch batch, long ingestedAt) {
    List<StoredSample> rows = new ArrayList<>();
    for (int i = 0; i < batch.size(); i++) {
      SeriesIdentity identity = batch.dictionary().get(batch.series(i));
      long source = batch.sourceTime(i);
      rows.add(
          new StoredSample(
              identity,
              batch.eventTime(i),
              source == SampleBatch.NO_SOURCE_TIME ? OptionalLong.empty() : OptionalLong.of(source),
              ingestedAt,
              batch.value(i)));
    }
    return rows;
  }

  /** Whether the rows that a batch would add are in the store; all of them must be, or none. */
  boolean isStored(SampleStore store, SampleBatch batch) {
    List<RowPosition> fresh =
        rowsOf(batch, 0).stream()
            .map(StoredSample::position)
            .filter(position -> !rows.containsKey(position))
            .distinct()
            .toList();
    long there = fresh.stream().filter(position -> holds(store, position)).count();
    assertThat(there).as("rows of one batch").isIn(0L, (long) fresh.size());
    return there > 0;
  }

  private static boolean holds(SampleStore store, RowPosition position) {
    List<StoredSample> found = new ArrayList<>();
    store.scan(
        ScanQuery.all(position.series().uuid()),
        row -> !row.position().equals(position) || !found.add(row));
    return !found.isEmpty();
  }

  /** Forgets rows that the store has dropped, which must be older than this. */
  void expire(SampleStore store, long olderThan, long removed) {
    int before = rows.size();
    Set<RowPosition> kept = new TreeSet<>();
    for (String uuid : uuids()) {
      store.scan(ScanQuery.all(uuid), row -> kept.add(row.position()));
    }
    rows.keySet()
        .removeIf(position -> position.eventTimeMicros() < olderThan && !kept.contains(position));
    assertThat((long) before - rows.size()).as("rows removed").isEqualTo(removed);
  }

  private Set<String> uuids() {
    return rows.keySet().stream()
        .map(position -> position.series().uuid())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The rows of a query. */
  List<StoredSample> scan(ScanQuery query) {
    boolean ascending = query.order() == ScanQuery.Order.ASC;
    List<StoredSample> found = new ArrayList<>();
    for (StoredSample row : (ascending ? rows : rows.descendingMap()).values()) {
      boolean behind =
          query.after().isEmpty()
              || (ascending
                  ? row.position().compareTo(query.after().get()) > 0
                  : row.position().compareTo(query.after().get()) < 0);
      boolean matches =
          row.identity().series().uuid().equals(query.uuid())
              && query.matches(row.identity().series(), row.eventTimeMicros());
      if (behind && matches && found.size() < query.limit()) {
        found.add(row);
      }
    }
    return found;
  }

  /** Compares everything. */
  void assertHeldBy(SampleStore store) {
    List<GpuSummary> gpus = new ArrayList<>();
    store.gpus(GpuQuery.all(), gpus::add);
    assertThat(gpus).extracting(gpu -> gpu.gpu().uuid()).containsExactlyElementsOf(uuids());
    for (GpuSummary gpu : gpus) {
      List<StoredSample> expected = scan(ScanQuery.all(gpu.gpu().uuid()));
      List<StoredSample> found = new ArrayList<>();
      store.scan(ScanQuery.all(gpu.gpu().uuid()), found::add);
      assertThat(found).containsExactlyElementsOf(expected);
      assertThat(gpu.firstSeenMicros()).isEqualTo(expected.getFirst().eventTimeMicros());
      assertThat(gpu.lastSeenMicros()).isEqualTo(expected.getLast().eventTimeMicros());
    }
    List<StoredSample> latest = new ArrayList<>();
    store.latest(LatestQuery.all(), latest::add);
    assertThat(latest).containsExactlyElementsOf(latest());
    assertStats(store.stats());
    for (long width : new long[] {1, 97, 1_000, 1_000_000}) {
      assertAggregates(store, AggregateQuery.all(width));
    }
    assertThat(store.metrics())
        .containsExactlyElementsOf(
            rows.keySet().stream()
                .map(position -> position.series().metric())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private Collection<StoredSample> latest() {
    NavigableMap<Series, StoredSample> newest = new TreeMap<>(LatestQuery.ORDER);
    rows.values().forEach(row -> newest.put(row.identity().series(), row));
    return newest.values();
  }

  /** Counts, bounds and sums of every bucket. */
  private void assertAggregates(SampleStore store, AggregateQuery query) {
    NavigableMap<Series, NavigableMap<Long, DoubleSummaryStatistics>> expected =
        new TreeMap<>(LatestQuery.ORDER);
    rows.forEach((position, row) ->
        expected
            .computeIfAbsent(position.series(), _ -> new TreeMap<>())
            .computeIfAbsent(
                query.bucketStart(position.eventTimeMicros()), _ -> new DoubleSummaryStatistics())
            .accept(row.value()));
    List<String> wanted = new ArrayList<>();
    expected.forEach((series, buckets) ->
        buckets.forEach((start, all) ->
            wanted.add(
                series
                    + " "
                    + start
                    + " "
                    + all.getCount()
                    + " "
                    + all.getMin()
                    + " "
                    + all.getMax()
                    + " "
                    + all.getSum())));
    List<String> found = new ArrayList<>();
    store.aggregate(
        query,
        bucket ->
            found.add(
                bucket.series()
                    + " "
                    + bucket.startMicros()
                    + " "
                    + bucket.count()
                    + " "
                    + bucket.min()
                    + " "
                    + bucket.max()
                    + " "
                    + bucket.sum()));
    assertThat(found).containsExactlyElementsOf(wanted);
  }

  private void assertStats(StoreStats stats) {
    assertThat(stats.samples()).isEqualTo(rows.size());
    assertThat(stats.series())
        .isEqualTo(rows.keySet().stream().map(RowPosition::series).distinct().count());
    assertThat(stats.damaged()).isZero();
    if (!rows.isEmpty()) {
      assertThat(stats.oldestMicros()).hasValue(rows.firstKey().eventTimeMicros());
      assertThat(stats.newestMicros()).hasValue(rows.lastKey().eventTimeMicros());
    }
  }
}
