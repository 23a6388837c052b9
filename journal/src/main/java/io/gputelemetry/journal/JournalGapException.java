package io.gputelemetry.journal;

/**
 * What is asked for was damaged and taken out by a repair: it will never be there again, and what
 * follows is.
 */
public final class JournalGapException extends JournalDamagedException {
  private static final long serialVersionUID = 1L;
  private final long endOffset;

  /**
   * A gap.
   *
   * @param offset its first one
   * @param endOffset the first behind it
   */
  public JournalGapException(String file, long position, long offset, long endOffset) {
    super(file, position, offset, "a repair took out what was here, up to offset " + endOffset);
    this.endOffset = endOffset;
  }

  /** The first offset behind the gap. */
  public long endOffset() {
    return endOffset;
  }
}
