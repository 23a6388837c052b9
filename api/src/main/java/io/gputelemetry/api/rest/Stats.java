package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.store.StoreStats;
import java.time.Instant;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("What is stored now.")
record Stats(
    @Doc(value = "GPUs with samples.", example = "247") long totalGpus,
    @Doc(value = "Metrics with samples.", example = "10") long totalMetrics,
    @Doc(value = "Series with samples.", example = "2470") long totalSeries,
    @Doc(value = "Samples.", example = "2470") long totalSamples,
    @Doc("The time of the oldest sample; null if there is none.") @Nullable Instant oldest,
    @Doc("The time of the newest sample; null if there is none.") @Nullable Instant newest,
    @Doc("What the store takes, on disk or in memory, in bytes.") long bytes,
    @Doc("Repeated samples with an equal value, suppressed since the store was started.")
        long duplicates,
    @Doc("Repeated samples with another value, refused since the store was started.")
        long conflicts,
    @Doc("Files that were set aside because they could not be read.") int damagedFiles) {

  static Stats of(StoreStats stats) {
    return new Stats(
        stats.gpus(),
        stats.metrics(),
        stats.series(),
        stats.samples(),
        instant(stats.oldestMicros()),
        instant(stats.newestMicros()),
        stats.bytes(),
        stats.duplicates(),
        stats.conflicts(),
        stats.damaged());
  }

  private static @Nullable Instant instant(OptionalLong micros) {
    return micros.isPresent() ? Micros.instant(micros.getAsLong()) : null;
  }
}
