package io.gputelemetry.api.fleet;

import io.gputelemetry.store.GpuSummary;

/**
 * A GPU of the fleet.
 *
 * @param silent whether it has stopped to report, by the {@link SilenceRule}
 */
public record GpuState(GpuSummary summary, boolean silent) {}
