package io.gputelemetry.api.fleet;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A host of the fleet.
 *
 * @param hostname its name; empty for the GPUs of which no host is known
 * @param gpus those that sit there, by index; a card that another one replaced is not among them
 * @param expected how many there should be
 */
public record HostState(String hostname, List<GpuState> gpus, int expected) {

  /** The indexes at which a GPU should be and was never seen. */
  public List<Integer> missing() {
    if (hostname.isEmpty() || gpus.stream().noneMatch(GpuState::hasSeat)) {
      return List.of();
    }
    BitSet taken = new BitSet();
    gpus.stream().filter(GpuState::hasSeat).forEach(gpu -> taken.set(gpu.index()));
    int elsewhere = (int) gpus.stream().filter(gpu -> !gpu.hasSeat()).count();
    int seats = Math.min(expected - elsewhere, GpuState.SEATS_MAX);
    return IntStream.range(0, seats).filter(index -> !taken.get(index)).boxed().toList();
  }

  /** GPUs that are silent. */
  public int silent() {
    return (int) gpus.stream().filter(GpuState::silent).count();
  }

  /** What a host is doing as a whole. */
  public enum Status {
    /** Every GPU that should be there reports. */
    REPORTING,
    /** Some report, some are silent or missing. */
    DEGRADED,
    /** None reports. */
    SILENT
  }

  /** What the host is doing as a whole. */
  public Status status() {
    int reporting = gpus.size() - silent();
    if (reporting == 0) {
      return Status.SILENT;
    }
    return reporting >= expected ? Status.REPORTING : Status.DEGRADED;
  }
}
