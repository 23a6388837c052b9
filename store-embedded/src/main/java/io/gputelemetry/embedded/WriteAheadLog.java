package io.gputelemetry.embedded;

import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.store.StoreException;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * The journal of batches that are not sealed yet. The time at which a batch is appended is the
 * ingest time of its rows, so that a replay gives the same rows. Used by the owner thread only.
 */
final class WriteAheadLog implements AutoCloseable {
  /** What is closed and sealed is dropped whatever its age; nothing else ever is. */
  private static final JournalConfig CONFIG =
      new JournalConfig(64L << 20, 1L << 40, Duration.ofNanos(1_000), 64 << 10);

  private static final long ONE_DAY_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final Journal journal;
  private long lastMicros = Long.MIN_VALUE;

  /**
   * Opens the log and hands out what is in it and not sealed, in order.
   *
   * @param sealedEnd everything below this offset is sealed
   * @throws StoreException if the log ends before that, and so is not the one that was sealed from
   */
  static WriteAheadLog open(Disk disk, long sealedEnd, Replayed replayed) throws IOException {
    try {
      return new WriteAheadLog(disk, sealedEnd, replayed);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private WriteAheadLog(Disk disk, long sealedEnd, Replayed replayed) throws IOException {
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
        replayed.batch(codec.decode(batch.body()), lastMicros);
      } else if (batch.body().remaining() == Long.BYTES) {
        replayed.expiry(batch.body().getLong(batch.body().position()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Buffers a batch; returns its ingest time. */
  long append(SampleBatch batch, ByteBuffer encoded, long nowMicros) throws IOException {
    lastMicros = Math.max(lastMicros, nowMicros);
    journal.append(new Entry(1, batch.size(), Entry.Tag.NONE, List.of(encoded)), lastMicros);
    return lastMicros;
  }

  /** Buffers the note that files were dropped because they had nothing as new as this. */
  void appendExpiry(long olderThanMicros) throws IOException {
    ByteBuffer body = ByteBuffer.allocate(Long.BYTES).putLong(0, olderThanMicros);
    journal.append(Entry.control(body), lastMicros);
  }

  /** Gives what was appended to the operating system. */
  void write() throws IOException {
    journal.write();
  }

  /** Makes durable what was appended. */
  void sync() throws IOException {
    journal.sync();
  }

  /** Marks the end, so that damage to what is there is told from a torn end; once is enough. */
  void seal(long nowMicros) throws IOException {
    lastMicros = Math.max(lastMicros, nowMicros);
    journal.seal(lastMicros);
  }

  /** Offset behind what was appended. */
  long endOffset() {
    return journal.endOffset();
  }

  /** Drops whole files of what is below this offset, all of which is sealed. */
  void dropBefore(long offset) throws IOException {
    if (journal.firstOffset() >= offset) {
      return;
    }
    journal.roll(lastMicros);
    journal.expire(lastMicros + ONE_DAY_MICROS, offset);
  }

  /** Bytes on disk. */
  long bytes() {
    return journal.bytes();
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }

  /** Takes what was not sealed when the process ended. */
  interface Replayed {
    void batch(SampleBatch batch, long ingestedAtMicros) throws IOException;

    void expiry(long olderThanMicros) throws IOException;
  }
}
