package io.gputelemetry.api.fleet;

import java.util.List;
import java.util.OptionalLong;

/**
 * The fleet at a moment.
 *
 * @param atMicros that moment, by the clock of this machine
 * @param newestMicros event time of the newest sample; empty if there is none
 * @param status whether samples come
 * @param rule by which GPUs are silent
 * @param hosts by name
 */
public record FleetState(
    long atMicros,
    OptionalLong newestMicros,
    Status status,
    SilenceRule rule,
    List<HostState> hosts) {

  /** Whether samples come. */
  public enum Status {
    /** They do. */
    LIVE,
    /** The newest one is old by the clock, so every GPU is silent. */
    STALE,
    /** There are none. */
    EMPTY
  }

  /** GPUs that were seen. */
  public int gpus() {
    return hosts.stream().mapToInt(host -> host.gpus().size()).sum();
  }

  /** GPUs that were seen and are silent. */
  public int silent() {
    return hosts.stream().mapToInt(HostState::silent).sum();
  }

  /** GPUs that should be there and were never seen. */
  public int missing() {
    return hosts.stream().mapToInt(host -> host.missing().size()).sum();
  }
}
