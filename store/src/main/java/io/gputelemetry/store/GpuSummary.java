package io.gputelemetry.store;

import io.gputelemetry.telemetry.Gpu;

/** A GPU with the event times of its first and its last sample, in microseconds. */
public record GpuSummary(Gpu gpu, long firstSeenMicros, long lastSeenMicros) {}
