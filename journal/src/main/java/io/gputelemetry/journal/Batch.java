package io.gputelemetry.journal;

import java.nio.ByteBuffer;

/**
 * A batch that was read back, checked.
 *
 * @param baseOffset offset of its first entry; for a control batch the offset of what comes next
 * @param count offsets in it, 0 for a control batch
 * @param weight as appended
 * @param tag as appended
 * @param appendedAtMicros append time, never decreasing along the journal
 * @param body the bytes, read-only
 */
public record Batch(
    long baseOffset, int count, int weight, Entry.Tag tag, long appendedAtMicros, ByteBuffer body) {

  /** The offset behind its last entry. */
  public long endOffset() {
    return baseOffset + count;
  }

  /** Whether it carries state and no offsets. */
  public boolean isControl() {
    return count == 0;
  }
}
