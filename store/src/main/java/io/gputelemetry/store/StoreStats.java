package io.gputelemetry.store;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is stored now, exact, and what happened to repeats since the process started.
 *
 * @param gpus GPUs with samples
 * @param series series with samples
 * @param metrics distinct metric names
 * @param samples rows
 * @param oldestMicros event time of the oldest row, if there is one
 * @param newestMicros event time of the newest row, if there is one
 * @param bytes what the store uses: on disk for a durable engine, in memory for the in-memory one
 * @param duplicates repeats with an equal value that were suppressed since the start
 * @param conflicts repeats with another value that were refused since the start
 * @param expired samples that retention removed since the start
 * @param expiredBeforeMicros all of them had event times before this; empty if there was none
 * @param damaged files set aside because they could not be read
 */
public record StoreStats(
    long gpus,
    long series,
    long metrics,
    long samples,
    OptionalLong oldestMicros,
    OptionalLong newestMicros,
    long bytes,
    long duplicates,
    long conflicts,
    long expired,
    OptionalLong expiredBeforeMicros,
    int damaged) {

  /** What to tell a person of damaged files; empty if there are none. */
  public Optional<String> damageNotice() {
    return damaged == 0
        ? Optional.empty()
        : Optional.of(
            damaged
                + " of its files cannot be read, their samples are missing; 'gpu-telemetry store verify' names them");
  }

  /** The next {@link #expiredBeforeMicros}, when so many samples went for being older than this. */
  public static OptionalLong expiredBefore(OptionalLong known, long removed, long olderThanMicros) {
    return removed == 0
        ? known
        : OptionalLong.of(Math.max(known.orElse(olderThanMicros), olderThanMicros));
  }
}
