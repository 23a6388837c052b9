package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.HashMap;
import java.util.Map;

/**
 * The series of a source whose rows name them again and again. Bounded in memory: when it is full
 * it begins anew, which costs a lookup each; event times go on increasing.
 */
final class SeriesLookup {
  /** For about 50,000 series of a usual exporter. */
  private static final long BYTES_MAX = 48L << 20;

  /** About what an entry takes beside its texts. */
  private static final long ENTRY_BYTES = 600;

  private final long bytesMax;
  private final Map<SeriesIdentity, SourceSeries> known = new HashMap<>();

  /** One of each series, which knows its event times whatever its attribution is. */
  private final Map<Series, SourceSeries> times = new HashMap<>();

  /** No event time of a series that was forgotten is later. */
  private long floor = Long.MIN_VALUE;

  private long bytes;

  SeriesLookup() {
    this(BYTES_MAX);
  }

  SeriesLookup(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  SourceSeries of(SeriesIdentity identity) {
    SourceSeries found = known.get(identity);
    return found == null ? added(identity) : found;
  }

  private SourceSeries added(SeriesIdentity identity) {
    long size = size(identity);
    if (bytes + size > bytesMax) {
      clear();
    }
    SourceSeries first = times.get(identity.series());
    SourceSeries added =
        first == null ? SourceSeries.after(floor, identity) : first.attributed(identity);
    times.putIfAbsent(identity.series(), added);
    known.put(identity, added);
    bytes += size;
    return added;
  }

  private void clear() {
    for (SourceSeries forgotten : times.values()) {
      floor = Math.max(floor, forgotten.lastEventTime());
    }
    known.clear();
    times.clear();
    bytes = 0;
  }

  private static long size(SeriesIdentity identity) {
    Series series = identity.series();
    Gpu gpu = identity.gpu();
    Attribution by = identity.attribution();
    return ENTRY_BYTES
        + series.uuid().length()
        + series.metric().length()
        + series.migInstance().length()
        + series.identityLabels().toString().length()
        + gpu.uuid().length()
        + gpu.device().length()
        + gpu.modelName().length()
        + gpu.hostname().length()
        + by.pod().length()
        + by.namespace().length()
        + by.container().length()
        + by.labels().text().length();
  }

  /** Series that are remembered, under each of their attributions. */
  int size() {
    return known.size();
  }
}
