package io.gputelemetry.journal;

import java.time.Duration;

/**
 * Bounds of a journal.
 *
 * @param segmentBytes a segment is closed when it reaches this size; default 64 MiB, at least 64
 *     KiB
 * @param maxBytes the journal is full when its files reach this size; default 8 GiB, at least two
 *     segments
 * @param maxAge batches older than this may be dropped; default 24 hours
 * @param indexIntervalBytes the sparse index has one entry for this many bytes; default 64 KiB
 */
public record JournalConfig(
    long segmentBytes, long maxBytes, Duration maxAge, int indexIntervalBytes) {

  /** 64 MiB segments, 8 GiB, 24 hours, an index entry each 64 KiB. */
  public static final JournalConfig DEFAULT =
      new JournalConfig(64L << 20, 8L << 30, Duration.ofHours(24), 64 << 10);

  public JournalConfig {
    if (segmentBytes < 64 << 10) {
      throw new IllegalArgumentException(
          "segmentBytes must be at least 64 KiB, not " + segmentBytes);
    }
    if (maxBytes < 2 * segmentBytes) {
      throw new IllegalArgumentException(
          "maxBytes must be at least two segments (" + 2 * segmentBytes + "), not " + maxBytes);
    }
    if (maxAge.isNegative() || maxAge.isZero()) {
      throw new IllegalArgumentException("maxAge must be positive, not " + maxAge);
    }
    if (indexIntervalBytes < 1 << 10) {
      throw new IllegalArgumentException(
          "indexIntervalBytes must be at least 1 KiB, not " + indexIntervalBytes);
    }
  }
}
