package io.gputelemetry.broker.topic;

import io.gputelemetry.broker.core.Now;
import io.gputelemetry.broker.core.TopicLog;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.Journal;
import io.gputelemetry.journal.StoredBatch;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.util.Optional;

/**
 * A journal as the log of a topic, with the disk's free space and the durability that was chosen.
 */
final class JournalLog implements TopicLog {
  /** The free space is looked up again after this many bytes. */
  private static final long FREE_SPACE_INTERVAL_BYTES = 8 << 20;

  /** And after this time; also the longest that data stays unsynced at the lower durabilities. */
  private static final long CHECK_INTERVAL_NANOS = 1_000_000_000;

  /** After this time without an append the end of the log is marked. */
  private static final long SEAL_DELAY_NANOS = 100_000_000;

  private final Journal journal;
  private final Disk disk;
  private final long reserveBytes;
  private final Durability durability;
  private final Optional<BatchCompression> compression;
  private boolean diskFull;
  private long uncheckedBytes;
  private long nextCheckNanos;
  private boolean appended;
  private long sealAtNanos = Long.MAX_VALUE;

  JournalLog(Journal journal, Disk disk, TopicConfig config, Optional<BatchCompression> compression)
      throws IOException {
    this.journal = journal;
    this.disk = disk;
    this.reserveBytes = config.reserveBytes();
    this.durability = config.limits().durability();
    this.compression = compression;
    lookAtDisk();
  }

  @Override
  public long append(Entry entry, long nowMicros) throws IOException {
    Entry stored = compression.isPresent() ? compression.get().pack(entry) : entry;
    uncheckedBytes += stored.bodyBytes();
    long base = journal.append(stored, nowMicros);
    appended = true;
    if (uncheckedBytes >= FREE_SPACE_INTERVAL_BYTES) {
      lookAtDisk();
    }
    return base;
  }

  @Override
  public Optional<Batch> read(long offset) throws IOException {
    Optional<Batch> stored = journal.read(offset);
    return compression.isPresent() && stored.isPresent()
        ? Optional.of(compression.get().unpack(stored.get()))
        : stored;
  }

  /** What is packed cannot be sent as it lies in the file. */
  @Override
  public Optional<StoredBatch> locate(long offset) throws IOException {
    return compression.isPresent() ? Optional.empty() : journal.locate(offset);
  }

  @Override
  public boolean isIntact(StoredBatch batch) throws IOException {
    return journal.isIntact(batch);
  }

  @Override
  public FileRange messages(StoredBatch batch) {
    return LogFile.messages(batch);
  }

  @Override
  public long firstOffset() {
    return journal.firstOffset();
  }

  @Override
  public long endOffset() {
    return journal.endOffset();
  }

  @Override
  public long offsetAt(long epochMicros) throws IOException {
    return journal.offsetAt(epochMicros);
  }

  @Override
  public void expire(long nowMicros, long holdOffset) throws IOException {
    journal.expire(nowMicros, holdOffset);
  }

  @Override
  public Room room() {
    if (diskFull) {
      return Room.DISK_FULL;
    }
    return journal.isFull() ? Room.LOG_FULL : Room.FREE;
  }

  @Override
  public long bytes() {
    return journal.bytes();
  }

  /** Makes what was appended as durable as it has to be. */
  void commit() throws IOException {
    switch (durability) {
      case SYNCED -> journal.sync();
      case WRITTEN -> journal.write();
      case MEMORY -> {}
    }
  }

  /** Everything below is as durable as it has to be. */
  long committedEnd() {
    return durability == Durability.SYNCED ? journal.durableOffset() : journal.endOffset();
  }

  /** How often something was synced. */
  long syncs() {
    return journal.syncs();
  }

  /** To be called at the end of each turn: does what has to be done now and then. */
  void check(Now now) throws IOException {
    if (appended) {
      appended = false;
      sealAtNanos = now.nanos() + SEAL_DELAY_NANOS;
    } else if (now.nanos() >= sealAtNanos) {
      journal.seal(now.epochMicros());
      sealAtNanos = Long.MAX_VALUE;
    }
    if (now.nanos() >= nextCheckNanos) {
      nextCheckNanos = now.nanos() + CHECK_INTERVAL_NANOS;
      lookAtDisk();
      if (durability != Durability.SYNCED && journal.isUnsynced()) {
        journal.sync();
      }
    }
  }

  /** When {@link #check} has something to do though nothing is appended. */
  long nextCheckNanos() {
    return Math.min(sealAtNanos, nextCheckNanos);
  }

  /** Gives back what is not the journal's; to be called when nothing is read or appended more. */
  void release() {
    compression.ifPresent(BatchCompression::close);
  }

  private void lookAtDisk() throws IOException {
    diskFull = disk.freeBytes() < reserveBytes;
    uncheckedBytes = 0;
  }
}
