package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Description;
import io.gputelemetry.embedded.sealed.Columns;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Rows in columns as the port shows them. For one read: it keeps the identities it has met. */
final class RowView {
  private final Contents contents;
  private final Map<IdentityKey, SeriesIdentity> identities = new HashMap<>();

  RowView(Contents contents) {
    this.contents = contents;
  }

  /** One row of a series. */
  StoredSample row(Series series, Columns rows, int i) {
    long source = rows.sources[i];
    return new StoredSample(
        identity(series, rows.descriptions[i]),
        rows.times[i],
        source == SampleBatch.NO_SOURCE_TIME ? OptionalLong.empty() : OptionalLong.of(source),
        rows.ingests[i],
        rows.values[i]);
  }

  private SeriesIdentity identity(Series series, int description) {
    return identities.computeIfAbsent(
        new IdentityKey(series, description),
        key -> {
          Description found = contents.look(() -> contents.catalog.description(description));
          return new SeriesIdentity(series, found.gpu(), found.attribution());
        });
  }

  private record IdentityKey(Series series, int description) {}
}
