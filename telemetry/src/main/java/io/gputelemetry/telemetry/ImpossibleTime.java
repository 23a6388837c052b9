package io.gputelemetry.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Why an event time cannot be. Such a sample is dropped and counted, never stored: by whoever takes
 * it from a source that gives the time, and by the collector.
 */
public enum ImpossibleTime {
  /** Before 2000, when no GPU was measured: a clock that was never set. */
  ANCIENT("time_ancient"),
  /** More than an hour ahead: further than clocks are apart. */
  AHEAD("time_ahead");

  private static final long EARLIEST_MICROS =
      ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse("2000-01-01T00:00:00Z"));

  private static final long AHEAD_MICROS_MAX = Duration.ofHours(1).toNanos() / 1_000;

  private final String label;

  ImpossibleTime(String label) {
    this.label = label;
  }

  /** For drops, metrics and logs, for example {@code time_ahead}. */
  public String label() {
    return label;
  }

  /**
   * Why this time cannot be; empty if it can.
   *
   * @param eventMicros since the epoch
   * @param nowMicros the clock that it is measured by
   */
  public static Optional<ImpossibleTime> of(long eventMicros, long nowMicros) {
    if (eventMicros < EARLIEST_MICROS) {
      return Optional.of(ANCIENT);
    }
    return eventMicros > nowMicros + AHEAD_MICROS_MAX ? Optional.of(AHEAD) : Optional.empty();
  }
}
