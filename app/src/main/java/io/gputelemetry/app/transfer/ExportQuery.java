package io.gputelemetry.app.transfer;

import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.ScanQuery;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * Which rows to write out.
 *
 * @param gpus uuids; empty means all
 * @param metrics names; empty means all
 * @param fromMicros first event time, inclusive
 * @param toMicros end, exclusive
 */
public record ExportQuery(
    SortedSet<String> gpus, Set<String> metrics, long fromMicros, long toMicros) {

  /** Whether a GPU can have such rows. */
  boolean matches(GpuSummary summary) {
    return (gpus.isEmpty() || gpus.contains(summary.gpu().uuid()))
        && summary.lastSeenMicros() >= fromMicros
        && summary.firstSeenMicros() < toMicros;
  }

  ScanQuery of(String uuid) {
    return new ScanQuery(
        uuid,
        metrics,
        fromMicros,
        toMicros,
        ScanQuery.Order.ASC,
        Optional.empty(),
        Integer.MAX_VALUE);
  }
}
