package io.gputelemetry.embedded.catalog;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;

/** What a row says beside its series: where the GPU sat and who used it. */
public record Description(Gpu gpu, Attribution attribution) {}
