package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The samples of one page, in its order. Filled by one thread, then handed to another. */
final class ScrapedSamples {
  private static final int FIRST = 64;

  private final long timeMicros;
  private final List<SourceSeries> series = new ArrayList<>();
  private long[] times = new long[FIRST];
  private double[] values = new double[FIRST];

  /**
   * No samples yet.
   *
   * @param timeMicros event time of those that have none of their own
   */
  ScrapedSamples(long timeMicros) {
    this.timeMicros = timeMicros;
  }

  void add(SourceSeries of, long ownTimeMicros, double value) {
    int at = series.size();
    if (at == values.length) {
      times = Arrays.copyOf(times, at * 2);
      values = Arrays.copyOf(values, at * 2);
    }
    series.add(of);
    times[at] = ownTimeMicros;
    values[at] = value;
  }

  int size() {
    return series.size();
  }

  /** Passes on those from one up to another. */
  void read(int from, int to, Source.Sink sink) {
    for (int at = from; at < to; at++) {
      boolean own = times[at] != ExpositionText.NO_TIME;
      sink.sample(
          series.get(at),
          own ? times[at] : timeMicros,
          own ? times[at] : SampleBatch.NO_SOURCE_TIME,
          values[at]);
    }
  }
}
