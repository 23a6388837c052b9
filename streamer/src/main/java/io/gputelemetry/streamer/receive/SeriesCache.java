package io.gputelemetry.streamer.receive;

import io.gputelemetry.exposition.remotewrite.SeriesLabels;
import io.gputelemetry.streamer.source.LabelledSeries;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What labels stand for, remembered for the series that were met last; bounded in entries and in
 * memory. Any thread may call.
 */
final class SeriesCache {
  /** About what an entry takes beside its texts. */
  private static final int ENTRY_BYTES = 600;

  /** Texts of the labels: the key, and what was made of them. */
  private static final int TEXTS_OF_KNOWN = 3;

  private static final int TEXTS_OF_UNUSABLE = 1;
  private static final float LOAD_FACTOR = 0.75f;

  private final int entriesMax;
  private final long bytesMax;
  private final MetricCatalogue catalogue;
  private final Map<String, LabelledSeries> entries = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private long bytes;

  SeriesCache(int entriesMax, long bytesMax, MetricCatalogue catalogue) {
    this.entriesMax = entriesMax;
    this.bytesMax = bytesMax;
    this.catalogue = catalogue;
  }

  LabelledSeries of(SeriesLabels labels) {
    String key = labels.key();
    synchronized (this) {
      LabelledSeries known = entries.get(key);
      if (known != null) {
        return known;
      }
    }
    LabelledSeries found = LabelledSeries.of(labels.metric(), labels.withoutMetric(), catalogue);
    keep(key, found);
    return found;
  }

  private synchronized void keep(String key, LabelledSeries found) {
    if (entries.putIfAbsent(key, found) != null) {
      return;
    }
    bytes += size(key, found);
    Iterator<Map.Entry<String, LabelledSeries>> oldest = entries.entrySet().iterator();
    while ((entries.size() > entriesMax || bytes > bytesMax) && oldest.hasNext()) {
      Map.Entry<String, LabelledSeries> entry = oldest.next();
      bytes -= size(entry.getKey(), entry.getValue());
      oldest.remove();
    }
  }

  private static long size(String key, LabelledSeries found) {
    long texts =
        switch (found) {
          case LabelledSeries.Known _ -> TEXTS_OF_KNOWN;
          case LabelledSeries.Unusable _ -> TEXTS_OF_UNUSABLE;
        };
    return ENTRY_BYTES + texts * key.length();
  }

  /** Series that are remembered. */
  synchronized int size() {
    return entries.size();
  }
}
