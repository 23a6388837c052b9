package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A batch that was read back, checked.
 *
 * @param baseOffset offset of its first entry; for a control batch the offset of what comes next
 * @param count offsets in it, 0 for a control batch
 * @param weight as appended
 * @param tag as appended
 * @param appendedAtMicros append time, never decreasing along the journal
 * @param body the bytes, read-only
 * @param stored where else the body is, if it can be sent from there
 */
public record Batch(
    long baseOffset,
    int count,
    int weight,
    Entry.Tag tag,
    long appendedAtMicros,
    ByteBuffer body,
    Optional<Stored> stored) {

  /**
   * The body in its file, as it was written a moment ago.
   *
   * @param file for {@link DiskFile#transferTo}, from any thread, until the journal drops or closes
   *     it
   * @param position of the body
   */
  public record Stored(DiskFile file, long position) {}

  /** The same, and it can be sent from there. */
  Batch storedIn(DiskFile file, long position) {
    Optional<Stored> place = Optional.of(new Stored(file, position));
    return new Batch(baseOffset, count, weight, tag, appendedAtMicros, body, place);
  }

  /** The offset behind its last entry. */
  public long endOffset() {
    return baseOffset + count;
  }

  /** Whether it carries state and no offsets. */
  public boolean isControl() {
    return count == 0;
  }
}
