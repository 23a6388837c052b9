package io.gputelemetry.api.rest;

import java.time.Instant;

/** Times of the API are instants, those of the store microseconds since the epoch. */
final class Micros {
  private static final long PER_SECOND = 1_000_000;

  private Micros() {}

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }

  /** The last microsecond that is not after the instant. */
  static long floor(Instant instant) {
    return instant.getEpochSecond() * PER_SECOND + instant.getNano() / 1_000;
  }

  /** The first microsecond that is not before the instant. */
  static long ceil(Instant instant) {
    return floor(instant.plusNanos(999));
  }
}
