package io.gputelemetry.embedded;

import java.time.Duration;

/**
 * Bounds of the embedded store.
 *
 * @param headBytes heap that the newest rows may take before they are sealed into a file; default
 *     64 MiB, at least 1 KiB
 * @param headAge rows are sealed at the latest when the oldest of them was accepted this long ago,
 *     so that retention reaches them; default 2 hours
 * @param inboxBatches batches that may wait for the owner thread; default 32, at least 1
 */
public record EmbeddedConfig(long headBytes, Duration headAge, int inboxBatches) {

  /** 64 MiB, 2 hours, 32 batches. */
  public static final EmbeddedConfig DEFAULT =
      new EmbeddedConfig(64L << 20, Duration.ofHours(2), 32);

  public EmbeddedConfig {
    if (headBytes < 1 << 10) {
      throw new IllegalArgumentException("headBytes must be at least 1 KiB, not " + headBytes);
    }
    if (headAge.isNegative() || headAge.isZero()) {
      throw new IllegalArgumentException("headAge must be positive, not " + headAge);
    }
    if (inboxBatches < 1) {
      throw new IllegalArgumentException("inboxBatches must be at least 1, not " + inboxBatches);
    }
  }
}
