package io.gputelemetry.journal;

import java.io.IOException;

/**
 * Something that was durable is damaged. Nothing was changed on disk. The message names file,
 * position and offset, and what an operator can do.
 */
public sealed class JournalDamagedException extends IOException permits JournalGapException {
  private static final long serialVersionUID = 1L;
  private final String file;
  private final long position;
  private final long offset;

  public JournalDamagedException(String file, long position, long offset, String problem) {
    super(
        "damaged: "
            + file
            + " at byte "
            + position
            + " (offset "
            + offset
            + "): "
            + problem
            + ". Restore the file from a backup, or move the directory away to begin anew.");
    this.file = file;
    this.position = position;
    this.offset = offset;
  }

  /** The damaged file. */
  public String file() {
    return file;
  }

  /** Byte position in it. */
  public long position() {
    return position;
  }

  /** The first offset that cannot be served. */
  public long offset() {
    return offset;
  }
}
