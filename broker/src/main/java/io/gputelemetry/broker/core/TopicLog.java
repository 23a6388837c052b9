package io.gputelemetry.broker.core;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.StoredBatch;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.util.Optional;

/**
 * The log as the state machine needs it. An IOException from {@link #append} or {@link #expire}
 * ends the topic; one from reading does so unless it is a {@link
 * io.gputelemetry.journal.JournalDamagedException}.
 */
public interface TopicLog {
  /** Whether there is room for more. */
  enum Room {
    /** There is. */
    FREE,
    /** The log has reached its bound. */
    LOG_FULL,
    /** The disk is full but for the reserve. */
    DISK_FULL
  }

  /** Appends a batch, not durable yet; returns its first offset. */
  long append(Entry entry, long nowMicros) throws IOException;

  /** The batch of messages that holds the offset. */
  Optional<Batch> read(long offset) throws IOException;

  /**
   * Where the batch that begins at this offset lies in a file from which it can be sent, once
   * {@link #isIntact} says so; empty if it has to be read.
   */
  Optional<StoredBatch> locate(long offset) throws IOException;

  /** Whether a batch is in its file as it was appended. */
  boolean isIntact(StoredBatch batch) throws IOException;

  /** The messages of such a batch, to be sent. */
  FileRange messages(StoredBatch batch);

  /** The oldest offset that is there. */
  long firstOffset();

  /** The offset the next message gets. */
  long endOffset();

  /** The first offset appended at or after this time. */
  long offsetAt(long epochMicros) throws IOException;

  /** Drops what is too old or too much, but nothing at or behind {@code holdOffset}. */
  void expire(long nowMicros, long holdOffset) throws IOException;

  /** Whether messages can be appended. */
  Room room();

  /** Bytes on disk. */
  long bytes();
}
