package io.gputelemetry.api.fleet;

import io.gputelemetry.store.GpuSummary;

/**
 * A GPU of the fleet.
 *
 * @param silent whether it has stopped to report, by the {@link SilenceRule}
 */
public record GpuState(GpuSummary summary, boolean silent) {
  /** No machine has so many; an index beyond comes from a broken source. */
  static final int SEATS_MAX = 256;

  /** Its index on its host, as the source gives it. */
  public int index() {
    return summary.gpu().gpuId();
  }

  /** Whether its index is one that a host can have; a source may give none, or nonsense. */
  public boolean hasSeat() {
    return 0 <= index() && index() < SEATS_MAX;
  }
}
