package io.gputelemetry.store;

import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.OptionalLong;

/**
 * One row.
 *
 * @param identity the series, its GPU, and the attribution that was valid at the event time
 * @param eventTimeMicros event time
 * @param sourceTimeMicros the time the source wrote down, if it did
 * @param ingestedAtMicros when the store accepted it
 * @param value the value, unchanged
 */
public record StoredSample(
    SeriesIdentity identity,
    long eventTimeMicros,
    OptionalLong sourceTimeMicros,
    long ingestedAtMicros,
    double value) {

  /** Its place in the row order. */
  public RowPosition position() {
    return new RowPosition(eventTimeMicros, identity.series());
  }
}
