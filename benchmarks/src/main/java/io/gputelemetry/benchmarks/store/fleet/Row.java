package io.gputelemetry.benchmarks.store.fleet;

import io.gputelemetry.telemetry.SeriesIdentity;

/** A row as it has to be. */
public record Row(SeriesIdentity identity, long eventTime, long sourceTime, double value) {}
