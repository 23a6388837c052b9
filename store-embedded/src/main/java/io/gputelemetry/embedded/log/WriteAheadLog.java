package io.gputelemetry.embedded.log;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.BatchFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The journal of batches that are not sealed yet. The time at which one is appended is the ingest
 * time of its rows, so that a replay gives the same rows. Used by the owner thread only.
 */
public final class WriteAheadLog implements AutoCloseable {
  /** What is closed and sealed is dropped whatever its age; nothing else ever is. */
  private static final JournalConfig CONFIG =
      new JournalConfig(64L << 20, 1L << 40, Duration.ofNanos(1_000), 64 << 10);

  private static final long ONE_DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  private final String location;
  private final Journal journal;
  private long lastMicros = Long.MIN_VALUE;

  /**
   * Opens the log and hands out what is in it and not sealed, in order.
   *
   * @param sealedEnd everything below this offset is sealed
   * @throws StoreException if the log ends before that, and so is not the one that was sealed from
   */
  public static WriteAheadLog open(Disk disk, long sealedEnd, Replayed replayed)
      throws IOException {
    try {
      return new WriteAheadLog(disk, sealedEnd, replayed);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private WriteAheadLog(Disk disk, long sealedEnd, Replayed replayed) throws IOException {
    location = disk.location();
    journal =
        Journal.open(
            disk,
            CONFIG,
            () -> ByteBuffer.allocate(0),
            Journal.Replay.ALL,
            batch -> replay(batch, sealedEnd, replayed));
    if (journal.endOffset() < sealedEnd) {
      throw new StoreException(
          "%s ends at offset %d, but sealed files were written from it up to %d: the log was lost or replaced; restore it from a backup"
              .formatted(disk.location(), journal.endOffset(), sealedEnd),
          false);
    }
  }

  private void replay(Batch batch, long sealedEnd, Replayed replayed) {
    lastMicros = batch.appendedAtMicros();
    if (batch.baseOffset() < sealedEnd) {
      return;
    }
    try {
      if (!batch.isControl()) {
        replayed.rows(decode(batch), lastMicros);
      } else if (batch.body().remaining() == Long.BYTES) {
        replayed.expiry(batch.body().getLong(batch.body().position()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private NumberedRows decode(Batch batch) {
    try {
      return RowsCodec.decode(batch.body());
    } catch (BatchFormatException e) {
      throw new StoreException(
          "%s: the batch at offset %d cannot be read: %s"
              .formatted(location, batch.baseOffset(), e.getMessage()),
          false,
          e);
    }
  }

  /**
   * Buffers rows, in the form of {@link RowsCodec}; all their numbers are durable in the catalog.
   * Returns their ingest time.
   */
  public long append(int rows, ByteBuffer encoded, long nowMicros) throws IOException {
    lastMicros = Math.max(lastMicros, nowMicros);
    journal.append(new Entry(1, rows, Entry.Tag.NONE, List.of(encoded)), lastMicros);
    return lastMicros;
  }

  /** Buffers the note that files were dropped because they had nothing as new as this. */
  public void appendExpiry(long olderThanMicros) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(Long.BYTES).putLong(0, olderThanMicros);
    journal.append(Entry.control(body), lastMicros);
  }

  /** Gives what was appended to the operating system. */
  public void write() throws IOException {
    journal.write();
  }

  /** Makes durable what was appended. */
  public void sync() throws IOException {
    journal.sync();
  }

  /** Marks the end, so that damage to what is there is told from a torn end; once is enough. */
  public void seal(long nowMicros) throws IOException {
    lastMicros = Math.max(lastMicros, nowMicros);
    journal.seal(lastMicros);
  }

  /** Offset behind what was appended. */
  public long endOffset() {
    return journal.endOffset();
  }

  /** Drops whole files of what is below this offset, all of which is sealed. */
  public void dropBefore(long offset) throws IOException {
    if (journal.firstOffset() >= offset) {
      return;
    }
    journal.roll(lastMicros);
    journal.expire(lastMicros + ONE_DAY_MICROS, offset);
  }

  /** Bytes on disk. */
  public long bytes() {
    return journal.bytes();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  /** Takes what was not sealed when the process ended. */
  public interface Replayed {
    void rows(NumberedRows rows, long ingestedAtMicros) throws IOException;

    void expiry(long olderThanMicros) throws IOException;
  }
}
