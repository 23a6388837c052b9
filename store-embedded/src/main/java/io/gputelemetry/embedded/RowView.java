package io.gputelemetry.embedded;

import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.OptionalLong;

/** Rows in columns as the port shows them. */
final class RowView {
  private final Identities identities;

  RowView(Identities identities) {
    this.identities = identities;
  }

  /** One row of a series. */
  StoredSample row(int series, Columns rows, int i) {
    long source = rows.sources[i];
    return new StoredSample(
        identities.of(series, rows.descriptions[i]),
        rows.times[i],
        source == SampleBatch.NO_SOURCE_TIME ? OptionalLong.empty() : OptionalLong.of(source),
        rows.ingests[i],
        rows.values[i]);
  }
}
