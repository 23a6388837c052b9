package io.gputelemetry.api.fleet;

import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Watches how far apart the samples of a series are, on a few GPUs, and derives the {@link
 * SilenceRule} from it. Looks again after a few seconds, not at every call. One call at a time.
 */
final class SamplingInterval {
  private static final long KEPT_MICROS = TimeUnit.SECONDS.toMicros(3);
  private static final int GPUS = 16;

  /** One restart is one long gap of each series, so it must be less than a tenth of the gaps. */
  private static final int ROWS = 20;

  private final SampleStore store;
  private SilenceRule rule = SilenceRule.of(List.of());
  private long lookedAtMicros = Long.MIN_VALUE;

  SamplingInterval(SampleStore store) {
    this.store = store;
  }

  /** The rule for a fleet of these GPUs. */
  SilenceRule rule(List<GpuSummary> gpus, long nowMicros) {
    boolean fresh =
        lookedAtMicros <= nowMicros
            && nowMicros < lookedAtMicros + KEPT_MICROS
            && rule.intervalMicros().isPresent();
    if (!fresh) {
      rule = SilenceRule.of(gaps(gpus));
      lookedAtMicros = nowMicros;
    }
    return rule;
  }

  private List<Long> gaps(List<GpuSummary> gpus) {
    List<GpuSummary> newestFirst =
        gpus.stream()
            .sorted(Comparator.comparingLong(GpuSummary::lastSeenMicros).reversed())
            .toList();
    // The half that reports: what a GPU did before it fell silent may be long ago.
    int half = (newestFirst.size() + 1) / 2;
    int step = Math.max(1, half / GPUS);
    List<Long> gaps = new ArrayList<>();
    for (int i = 0; i < half; i += step) {
      gaps.addAll(gaps(newestFirst.get(i).gpu().uuid()));
    }
    return gaps;
  }

  private List<Long> gaps(String uuid) {
    Optional<Series> series = newestSeries(uuid);
    List<Long> gaps = new ArrayList<>();
    List<Long> times = series.map(this::newestTimes).orElse(List.of());
    for (int i = 1; i < times.size(); i++) {
      gaps.add(times.get(i - 1) - times.get(i));
    }
    return gaps;
  }

  private Optional<Series> newestSeries(String uuid) {
    List<StoredSample> rows = new ArrayList<>();
    LatestQuery query =
        new LatestQuery(
            Set.of(), Set.of(uuid), Long.MIN_VALUE, Optional.empty(), Integer.MAX_VALUE);
    store.latest(query, rows::add);
    return rows.stream()
        .max(Comparator.comparingLong(StoredSample::eventTimeMicros))
        .map(row -> row.identity().series());
  }

  /** Newest first. */
  private List<Long> newestTimes(Series series) {
    List<Long> times = new ArrayList<>();
    ScanQuery query =
        new ScanQuery(
            series.uuid(),
            Set.of(series.metric()),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            ScanQuery.Order.DESC,
            Optional.empty(),
            ROWS * 10);
    store.scan(
        query,
        row -> {
          if (row.identity().series().equals(series)) {
            times.add(row.eventTimeMicros());
          }
          return times.size() < ROWS;
        });
    return times;
  }
}
