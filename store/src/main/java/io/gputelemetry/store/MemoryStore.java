package io.gputelemetry.store;

import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Keeps everything on the heap, up to a bound; nothing survives the process. Rows of a GPU are one
 * sorted map by their position. Sinks run outside the lock: a scan copies one page after another.
 */
public final class MemoryStore implements SampleStore {
  /** What a row is taken to occupy: the row, its key and its place in the tree. */
  static final long ROW_BYTES = 192;

  /** What a series description is taken to occupy. */
  static final long IDENTITY_BYTES = 1024;

  private static final int PAGE_ROWS = 512;

  /** Sorts before every real series, so that a position can stand for a bare time. */
  private static final Series BEFORE_ALL = Series.of("\0", "\0");

  private final long maxBytes;
  private final LongSupplier epochMicros;
  private final NavigableMap<String, NavigableMap<RowPosition, StoredSample>> rowsByGpu =
      new TreeMap<>();
  private final Map<Series, Long> samplesBySeries = new HashMap<>();
  private final NavigableMap<Series, StoredSample> newest = new TreeMap<>(LatestQuery.ORDER);
  private final Map<SeriesIdentity, SeriesIdentity> identities = new HashMap<>();
  private long samples;
  private long duplicates;
  private long conflicts;
  private long expired;
  private OptionalLong expiredBefore = OptionalLong.empty();

  /**
   * An empty store.
   *
   * @param maxBytes about how much heap it may take; a batch that would exceed it is refused
   * @param epochMicros the time of day, for {@link StoredSample#ingestedAtMicros}
   */
  public MemoryStore(long maxBytes, LongSupplier epochMicros) {
    if (maxBytes < 1) {
      throw new IllegalArgumentException("maxBytes must be at least 1, not " + maxBytes);
    }
    this.maxBytes = maxBytes;
    this.epochMicros = epochMicros;
  }

  @Override
  public synchronized WriteReceipt append(SampleBatch batch) {
    List<SeriesIdentity> dictionary = batch.dictionary();
    requireRoom(batch);
    List<SeriesIdentity> kept = new ArrayList<>(dictionary.size());
    for (SeriesIdentity identity : dictionary) {
      SeriesIdentity known = identities.putIfAbsent(identity, identity);
      kept.add(known == null ? identity : known);
    }
    long now = epochMicros.getAsLong();
    int repeated = 0;
    int conflicting = 0;
    for (int i = 0; i < batch.size(); i++) {
      switch (add(row(batch, i, kept.get(batch.series(i)), now))) {
        case STORED -> samples++;
        case DUPLICATE -> repeated++;
        case CONFLICT -> conflicting++;
      }
    }
    duplicates += repeated;
    conflicts += conflicting;
    return new WriteReceipt(batch.size() - repeated - conflicting, repeated, conflicting);
  }

  private void requireRoom(SampleBatch batch) {
    long needed = bytes();
    for (SeriesIdentity identity : batch.dictionary()) {
      needed += identities.containsKey(identity) ? 0 : IDENTITY_BYTES;
    }
    for (int i = 0; i < batch.size(); i++) {
      Series series = batch.dictionary().get(batch.series(i)).series();
      boolean known = rows(series.uuid()).containsKey(new RowPosition(batch.eventTime(i), series));
      needed += known ? 0 : ROW_BYTES;
    }
    if (needed > maxBytes) {
      throw new StoreException(
          "the in-memory store is full: "
              + samples
              + " samples of "
              + samplesBySeries.size()
              + " series fill "
              + maxBytes
              + " bytes; shorten the retention, raise the bound or use a durable store",
          true);
    }
  }

  private static StoredSample row(SampleBatch batch, int i, SeriesIdentity identity, long now) {
    long source = batch.sourceTime(i);
    return new StoredSample(
        identity,
        batch.eventTime(i),
        source == SampleBatch.NO_SOURCE_TIME ? OptionalLong.empty() : OptionalLong.of(source),
        now,
        batch.value(i));
  }

  private Outcome add(StoredSample row) {
    Series series = row.identity().series();
    StoredSample first =
        rowsByGpu
            .computeIfAbsent(series.uuid(), uuid -> new TreeMap<>())
            .putIfAbsent(row.position(), row);
    if (first == null) {
      samplesBySeries.merge(series, 1L, Long::sum);
      newest.merge(series, row, MemoryStore::newer);
      return Outcome.STORED;
    }
    boolean equal =
        Double.doubleToRawLongBits(first.value()) == Double.doubleToRawLongBits(row.value());
    return equal ? Outcome.DUPLICATE : Outcome.CONFLICT;
  }

  private static StoredSample newer(StoredSample known, StoredSample row) {
    return row.eventTimeMicros() > known.eventTimeMicros() ? row : known;
  }

  @Override
  public void gpus(GpuQuery query, Predicate<GpuSummary> sink) {
    for (GpuSummary gpu : matching(query)) {
      if (!sink.test(gpu)) {
        return;
      }
    }
  }

  private synchronized List<GpuSummary> matching(GpuQuery query) {
    List<GpuSummary> found = new ArrayList<>();
    var behind = query.afterUuid().map(uuid -> rowsByGpu.tailMap(uuid, false)).orElse(rowsByGpu);
    for (NavigableMap<RowPosition, StoredSample> rows : behind.values()) {
      if (found.size() == query.limit()) {
        break;
      }
      GpuSummary summary = summary(rows);
      if (query.matches(summary.gpu())) {
        found.add(summary);
      }
    }
    return found;
  }

  private static GpuSummary summary(NavigableMap<RowPosition, StoredSample> rows) {
    StoredSample newest = rows.lastEntry().getValue();
    return new GpuSummary(
        newest.identity().gpu(), rows.firstKey().eventTimeMicros(), newest.eventTimeMicros());
  }

  @Override
  public void scan(ScanQuery query, Predicate<StoredSample> sink) {
    ScanQuery rest = query;
    while (true) {
      List<StoredSample> page = page(rest);
      for (StoredSample row : page) {
        if (!sink.test(row)) {
          return;
        }
      }
      int left = rest.limit() - page.size();
      if (page.size() < PAGE_ROWS || left == 0) {
        return;
      }
      rest = rest.from(page.getLast().position(), left);
    }
  }

  private synchronized List<StoredSample> page(ScanQuery query) {
    List<StoredSample> page = new ArrayList<>();
    for (StoredSample row : window(query).values()) {
      if (page.size() == Math.min(PAGE_ROWS, query.limit())) {
        break;
      }
      if (query.matches(row.identity().series(), row.eventTimeMicros())) {
        page.add(row);
      }
    }
    return page;
  }

  private NavigableMap<RowPosition, StoredSample> window(ScanQuery query) {
    boolean ascending = query.order() == ScanQuery.Order.ASC;
    RowPosition start = new RowPosition(query.fromMicros(), BEFORE_ALL);
    RowPosition end = new RowPosition(query.toMicros(), BEFORE_ALL);
    RowPosition after = query.after().orElse(ascending ? start : end);
    RowPosition lower = ascending && after.compareTo(start) > 0 ? after : start;
    RowPosition upper = !ascending && after.compareTo(end) < 0 ? after : end;
    if (lower.compareTo(upper) >= 0) {
      return Collections.emptyNavigableMap();
    }
    var rows = rows(query.uuid()).subMap(lower, false, upper, false);
    return ascending ? rows : rows.descendingMap();
  }

  private NavigableMap<RowPosition, StoredSample> rows(String uuid) {
    return rowsByGpu.getOrDefault(uuid, Collections.emptyNavigableMap());
  }

  @Override
  public void latest(LatestQuery query, Predicate<StoredSample> sink) {
    for (StoredSample row : newest(query)) {
      if (!sink.test(row)) {
        return;
      }
    }
  }

  private synchronized List<StoredSample> newest(LatestQuery query) {
    var behind = query.after().map(series -> newest.tailMap(series, false)).orElse(newest);
    return behind.values().stream()
        .filter(row -> row.eventTimeMicros() >= query.sinceMicros())
        .filter(row -> query.matches(row.identity().series()))
        .limit(query.limit())
        .toList();
  }

  @Override
  public void aggregate(AggregateQuery query, Predicate<Bucket> sink) {
    BucketCutter cutter = new BucketCutter(query, sink);
    var next = seriesIn(query, query.after().map(BucketPosition::series), true);
    while (next.isPresent() && cut(query, next.get(), cutter)) {
      next = seriesIn(query, next, false);
    }
  }

  /** The first series behind this one, or from it on, that is asked for. */
  private synchronized Optional<Series> seriesIn(
      AggregateQuery query, Optional<Series> start, boolean inclusive) {
    var rest = start.map(series -> newest.tailMap(series, inclusive)).orElse(newest);
    return rest.values().stream()
        .filter(row -> row.eventTimeMicros() >= query.fromMicros())
        .map(row -> row.identity().series())
        .filter(query::matches)
        .findFirst();
  }

  /** Cuts the rows of a series into buckets; false if no more are wanted. */
  private boolean cut(AggregateQuery query, Series series, BucketCutter cutter) {
    cutter.begin(series);
    scan(
        new ScanQuery(
            series.uuid(),
            Set.of(series.metric()),
            query.firstMicros(series),
            query.toMicros(),
            ScanQuery.Order.ASC,
            Optional.empty(),
            Integer.MAX_VALUE),
        row ->
            !row.identity().series().equals(series)
                || cutter.add(row.eventTimeMicros(), row.value()));
    return cutter.end();
  }

  @Override
  public synchronized SortedSet<String> metrics() {
    SortedSet<String> names = new TreeSet<>();
    for (Series series : samplesBySeries.keySet()) {
      names.add(series.metric());
    }
    return names;
  }

  @Override
  public synchronized StoreStats stats() {
    OptionalLong oldest =
        rowsByGpu.values().stream().mapToLong(rows -> rows.firstKey().eventTimeMicros()).min();
    OptionalLong newest =
        rowsByGpu.values().stream().mapToLong(rows -> rows.lastKey().eventTimeMicros()).max();
    return new StoreStats(
        rowsByGpu.size(),
        samplesBySeries.size(),
        metrics().size(),
        samples,
        oldest,
        newest,
        bytes(),
        duplicates,
        conflicts,
        expired,
        expiredBefore,
        0);
  }

  private long bytes() {
    return samples * ROW_BYTES + identities.size() * IDENTITY_BYTES;
  }

  @Override
  public synchronized long expire(long olderThanMicros) {
    long before = samples;
    for (NavigableMap<RowPosition, StoredSample> rows : rowsByGpu.values()) {
      while (!rows.isEmpty() && rows.firstKey().eventTimeMicros() < olderThanMicros) {
        Series series = rows.pollFirstEntry().getKey().series();
        samplesBySeries.computeIfPresent(series, (key, count) -> count == 1 ? null : count - 1);
        samples--;
      }
    }
    rowsByGpu.values().removeIf(Map::isEmpty);
    newest.keySet().removeIf(series -> !samplesBySeries.containsKey(series));
    identities.keySet().removeIf(identity -> !samplesBySeries.containsKey(identity.series()));
    long removed = before - samples;
    expired += removed;
    expiredBefore = StoreStats.expiredBefore(expiredBefore, removed, olderThanMicros);
    return removed;
  }

  @Override
  public void close() {
    // Nothing is held outside the heap.
  }

  private enum Outcome {
    STORED,
    DUPLICATE,
    CONFLICT
  }
}
