package io.gputelemetry.embedded.catalog;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

/**
 * Numbers of series and descriptions. Everything is in memory; what is new is buffered for the
 * journal and durable after {@link #sync}. {@link #idOfSeries} and {@link #idOfDescription} may be
 * called from any thread; all else under the store's lock, changes by the owner thread only.
 */
public final class Catalog implements AutoCloseable {
  /** Answered for what has no number yet. */
  public static final int UNKNOWN = -1;

  private static final int BATCH_BYTES = 64 << 10;
  private static final JournalConfig CONFIG =
      new JournalConfig(16L << 20, 1L << 40, Duration.ofDays(365_000), 64 << 10);

  private final Map<Series, Integer> seriesIds = new ConcurrentHashMap<>();
  private final Map<Description, Integer> descriptionIds = new ConcurrentHashMap<>();
  private final Map<LabelTemplate, Integer> labelIds = new HashMap<>();
  private final List<Series> series = new ArrayList<>();
  private final List<Description> descriptions = new ArrayList<>();
  private final List<LabelTemplate> labels = new ArrayList<>();
  private final NavigableMap<String, int[]> seriesByGpu = new TreeMap<>();
  private final Map<String, MetricSeries> seriesByMetric = new HashMap<>();
  private final CatalogCodec fresh = new CatalogCodec();
  private final Journal journal;
  private long lastMicros;
  private boolean isSyncDue;

  private Catalog(Disk disk) throws IOException {
    journal =
        Journal.open(disk, CONFIG, () -> ByteBuffer.allocate(0), Journal.Replay.ALL, this::recover);
  }

  /** Opens the catalog in a directory, or begins one. */
  public static Catalog open(Disk disk) throws IOException {
    return new Catalog(disk);
  }

  private void recover(Batch batch) {
    lastMicros = batch.appendedAtMicros();
    if (batch.isControl()) {
      return;
    }
    ByteBuffer body = batch.body();
    while (body.hasRemaining()) {
      byte kind = body.get();
      switch (kind) {
        case CatalogCodec.LABELS -> remember(CatalogCodec.readLabels(body));
        case CatalogCodec.DESCRIPTION -> remember(readDescription(body));
        case CatalogCodec.SERIES -> remember(CatalogCodec.readSeries(body));
        default ->
            throw new StoreException(
                "the catalog has a record of kind "
                    + kind
                    + ", which this program does not know; use the program that wrote it",
                false);
      }
    }
  }

  private Description readDescription(ByteBuffer body) {
    Gpu gpu = CatalogCodec.readGpu(body);
    Attribution attribution = CatalogCodec.readAttribution(body);
    LabelTemplate template = labels.get(body.getInt());
    return new Description(
        gpu,
        new Attribution(
            attribution.pod(), attribution.namespace(), attribution.container(), template));
  }

  /** The number of a series, or {@link #UNKNOWN}. */
  public int idOfSeries(Series key) {
    return seriesIds.getOrDefault(key, UNKNOWN);
  }

  /** The number of a description, or {@link #UNKNOWN}. */
  public int idOfDescription(Description key) {
    return descriptionIds.getOrDefault(key, UNKNOWN);
  }

  /** The number of a series, which is given one if it has none. */
  public int addSeries(Series key) {
    int known = idOfSeries(key);
    if (known != UNKNOWN) {
      return known;
    }
    fresh.series(key);
    return remember(key);
  }

  /** The number of a description, which is given one if it has none. */
  public int addDescription(Description key) {
    int known = idOfDescription(key);
    if (known != UNKNOWN) {
      return known;
    }
    LabelTemplate template = key.attribution().labels();
    Integer labelId = labelIds.get(template);
    if (labelId == null) {
      fresh.labels(template);
      labelId = remember(template);
    }
    fresh.description(key, labelId);
    return remember(key);
  }

  private int remember(LabelTemplate template) {
    labels.add(template);
    labelIds.put(template, labels.size() - 1);
    return labels.size() - 1;
  }

  private int remember(Description description) {
    int id = descriptions.size();
    descriptions.add(description);
    descriptionIds.put(description, id);
    return id;
  }

  private int remember(Series added) {
    int id = series.size();
    series.add(added);
    seriesByGpu.merge(added.uuid(), new int[] {id}, (known, one) -> insert(known, id));
    seriesByMetric.computeIfAbsent(added.metric(), _ -> new MetricSeries()).add(id);
    seriesIds.put(added, id);
    return id;
  }

  /** The series of a GPU stay sorted in their own order, which is the second part of row order. */
  private int[] insert(int[] known, int id) {
    int at = 0;
    while (at < known.length && series.get(known[at]).compareTo(series.get(id)) < 0) {
      at++;
    }
    int[] more = new int[known.length + 1];
    System.arraycopy(known, 0, more, 0, at);
    more[at] = id;
    System.arraycopy(known, at, more, at + 1, known.length - at);
    return more;
  }

  /** The series with a number. */
  public Series series(int id) {
    return series.get(id);
  }

  /** The description with a number. */
  public Description description(int id) {
    return descriptions.get(id);
  }

  /** Series that have numbers: all below this one. */
  public int seriesCount() {
    return series.size();
  }

  /** Descriptions that have numbers: all below this one. */
  public int descriptionCount() {
    return descriptions.size();
  }

  /** The GPUs that have series, by uuid, each with its series in their order. */
  public NavigableMap<String, int[]> seriesByGpu() {
    return seriesByGpu;
  }

  /** The metrics of which there is a series like this. */
  public SortedSet<String> metrics(IntPredicate series) {
    SortedSet<String> found = new TreeSet<>();
    seriesByMetric.forEach((metric, all) -> {
      if (all.hasAny(series)) {
        found.add(metric);
      }
    });
    return found;
  }

  /** The numbers of the series with this metric, by GPU and then in their order. */
  public int[] seriesOfMetric(String metric) {
    MetricSeries found = seriesByMetric.get(metric);
    return found == null ? new int[0] : found.inOrder(series);
  }

  /** Place of the first of these numbers whose series does not come before this one. */
  public int place(int[] seriesOfMetric, Series from) {
    int low = 0;
    int high = seriesOfMetric.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (LatestQuery.ORDER.compare(series.get(seriesOfMetric[middle]), from) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Hands what is new to the journal once there is enough of it, so that little is buffered. */
  public void append(long nowMicros) throws IOException {
    if (fresh.size() >= BATCH_BYTES) {
      flush(nowMicros);
    }
  }

  /** Makes every number durable; the log may refer to them after this. */
  public void sync(long nowMicros) throws IOException {
    if (fresh.size() > 0) {
      flush(nowMicros);
    }
    if (isSyncDue) {
      journal.sync();
      isSyncDue = false;
    }
  }

  private void flush(long nowMicros) throws IOException {
    lastMicros = Math.max(lastMicros, nowMicros);
    journal.append(new Entry(1, 0, Entry.Tag.NONE, List.of(fresh.take())), lastMicros);
    isSyncDue = true;
  }

  /** Bytes on disk. */
  public long bytes() {
    return journal.bytes();
  }

  /** Closes the journal. */
  @Override
  public void close() throws IOException {
    journal.close();
  }
}
