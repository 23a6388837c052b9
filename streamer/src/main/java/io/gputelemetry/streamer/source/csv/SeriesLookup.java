package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.HashMap;
import java.util.Map;

/**
 * The series of a source whose rows name them again and again. Bounded: when it is full it begins
 * anew, which costs a lookup each.
 */
final class SeriesLookup {
  private static final int ENTRIES_MAX = 1_000_000;

  private final Map<SeriesIdentity, SourceSeries> known = new HashMap<>();

  /** One of each series, which knows its event times whatever its attribution is. */
  private final Map<Series, SourceSeries> times = new HashMap<>();

  SourceSeries of(SeriesIdentity identity) {
    SourceSeries found = known.get(identity);
    return found == null ? added(identity) : found;
  }

  private SourceSeries added(SeriesIdentity identity) {
    if (known.size() == ENTRIES_MAX) {
      known.clear();
      times.clear();
    }
    SourceSeries first = times.get(identity.series());
    SourceSeries added = first == null ? SourceSeries.of(identity) : first.attributed(identity);
    times.putIfAbsent(identity.series(), added);
    known.put(identity, added);
    return added;
  }
}
