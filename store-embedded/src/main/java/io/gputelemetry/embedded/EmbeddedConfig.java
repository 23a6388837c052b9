package io.gputelemetry.embedded;

import java.time.Duration;

/**
 * How the embedded store works, and its bounds.
 *
 * @param durability what a receipt means; default synced
 * @param headBytes heap that the newest rows may take before they are sealed into files; default 64
 *     MiB, at least 1 KiB
 * @param headAge rows are sealed at the latest when the oldest of them was accepted this long ago,
 *     so that retention reaches them; default 2 hours
 * @param inboxBatches batches that may wait for the owner thread; default 32, at least 1
 * @param windows how time is cut into files
 */
public record EmbeddedConfig(
    Durability durability, long headBytes, Duration headAge, int inboxBatches, Windows windows) {

  /** Synced, 64 MiB, 2 hours, 32 batches. */
  public static final EmbeddedConfig DEFAULT =
      new EmbeddedConfig(Durability.SYNCED, 64L << 20, Duration.ofHours(2), 32, Windows.DEFAULT);

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

  /** The same with another meaning of receipts. */
  public EmbeddedConfig withDurability(Durability other) {
    return new EmbeddedConfig(other, headBytes, headAge, inboxBatches, windows);
  }

  /** The same with another bound of the head. */
  public EmbeddedConfig withHeadBytes(long bytes) {
    return new EmbeddedConfig(durability, bytes, headAge, inboxBatches, windows);
  }

  /** The same with another age of the head. */
  public EmbeddedConfig withHeadAge(Duration age) {
    return new EmbeddedConfig(durability, headBytes, age, inboxBatches, windows);
  }

  /** The same with other files. */
  public EmbeddedConfig withWindows(Windows other) {
    return new EmbeddedConfig(durability, headBytes, headAge, inboxBatches, other);
  }
}
