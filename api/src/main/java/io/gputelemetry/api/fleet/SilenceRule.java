package io.gputelemetry.api.fleet;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * When a GPU counts as silent. It is compared with the newest sample of the fleet, not with the
 * clock of this machine: a pipeline that is late, or a file that was read to its end, must not make
 * GPUs look dead one by one. Only when the whole fleet is old by the clock is everything silent,
 * and then the fleet says that it is stale.
 *
 * @param intervalMicros how far apart samples of one series usually are; empty if not known
 * @param silentAfterMicros a GPU whose newest sample is older than the fleet's by more is silent
 */
public record SilenceRule(OptionalLong intervalMicros, long silentAfterMicros) {
  /** Below this, batching on the way is taken for silence. */
  private static final long LEAST = TimeUnit.SECONDS.toMicros(1);

  /** Used until two samples of one series are there. */
  private static final long UNKNOWN = TimeUnit.SECONDS.toMicros(10);

  /** What samples may need, beyond the rule, to come through the queue into the store. */
  private static final long ON_THE_WAY = TimeUnit.SECONDS.toMicros(4);

  private static final int SHARE_PERCENT = 90;
  private static final double TOLERANCE = 1.6;

  /**
   * The rule for a fleet in which these gaps were seen between neighbouring samples of a series:
   * the gap that nine in ten do not exceed is the interval, and 1.6 of them is silence.
   */
  public static SilenceRule of(List<Long> gapsMicros) {
    if (gapsMicros.isEmpty()) {
      return new SilenceRule(OptionalLong.empty(), UNKNOWN);
    }
    List<Long> sorted = gapsMicros.stream().sorted().toList();
    int place = (sorted.size() * SHARE_PERCENT + 99) / 100 - 1;
    long interval = sorted.get(place);
    return new SilenceRule(
        OptionalLong.of(interval), Math.max(LEAST, Math.round(interval * TOLERANCE)));
  }

  /** Whether a GPU is silent in a fleet whose newest sample has this event time. */
  public boolean isSilent(long lastSeenMicros, long fleetNewestMicros) {
    return fleetNewestMicros - lastSeenMicros > silentAfterMicros;
  }

  /** Whether the whole fleet is silent: its newest sample is old by the time of day. */
  public boolean isStale(long fleetNewestMicros, long nowMicros) {
    return nowMicros - fleetNewestMicros > silentAfterMicros + ON_THE_WAY;
  }
}
