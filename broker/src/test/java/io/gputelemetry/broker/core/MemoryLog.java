package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.journal.StoredBatch;
import io.gputelemetry.wire.FileRange;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A log in memory that remembers what was durable, can be full, and can be damaged. */
final class MemoryLog implements TopicLog {
  final List<Batch> batches = new ArrayList<>();
  Room room = Room.FREE;
  long holdOffset = -1;
  long damagedOffset = -1;
  long firstOffset;
  long gapFrom;
  long gapTo;
  private final List<Integer> snapshots = new ArrayList<>();
  private Supplier<ByteBuffer> snapshot = () -> ByteBuffer.allocate(0);
  private int appendsPerSegment = Integer.MAX_VALUE;
  private int appends;
  private int durable;

  /** A restart loses what was not durable, but for the first {@code kept} batches of it. */
  TopicLedger restart(int kept) {
    int left = Math.min(durable + kept, batches.size());
    batches.subList(left, batches.size()).clear();
    durable = left;
    snapshots.removeIf(index -> index >= left);
    return replayed();
  }

  /** The state as the newest segment tells it. */
  TopicLedger replayed() {
    TopicLedger ledger = new TopicLedger(TopicLimits.DEFAULT.producersMax());
    int segment = snapshots.isEmpty() ? 0 : snapshots.getLast();
    batches.subList(segment, batches.size()).forEach(ledger::replay);
    return ledger;
  }

  /** From now on every {@code n}th append begins a segment with this state. */
  void rollEvery(int n, Supplier<ByteBuffer> state) {
    appendsPerSegment = n;
    snapshot = state;
  }

  void sync() {
    durable = batches.size();
  }

  int unsynced() {
    return batches.size() - durable;
  }

  long durableEnd() {
    return durable == 0 ? 0 : batches.get(durable - 1).endOffset();
  }

  @Override
  public long append(Entry entry, long nowMicros) {
    if (++appends % appendsPerSegment == 0) {
      snapshots.add(batches.size());
      add(Entry.control(snapshot.get()), nowMicros);
    }
    return add(entry, nowMicros);
  }

  private long add(Entry entry, long nowMicros) {
    int bytes = entry.body().stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer body = ByteBuffer.allocate(bytes);
    entry.body().forEach(part -> body.put(part.duplicate()));
    long base = endOffset();
    batches.add(
        new Batch(
            base,
            entry.count(),
            entry.weight(),
            entry.tag(),
            nowMicros,
            body.flip().asReadOnlyBuffer()));
    return base;
  }

  @Override
  public Optional<StoredBatch> locate(long offset) {
    return Optional.empty();
  }

  @Override
  public boolean isIntact(StoredBatch batch) {
    return false;
  }

  @Override
  public FileRange messages(StoredBatch batch) {
    throw new IllegalStateException("nothing here is in a file");
  }

  @Override
  public Optional<Batch> read(long offset) throws IOException {
    if (gapFrom <= offset && offset < gapTo) {
      throw new JournalGapException("segment", 17, gapFrom, gapTo);
    }
    if (offset == damagedOffset) {
      throw new JournalDamagedException("segment", 17, offset, "checksum");
    }
    return batches.stream()
        .filter(b -> !b.isControl() && b.baseOffset() <= offset && offset < b.endOffset())
        .findFirst();
  }

  @Override
  public long firstOffset() {
    return firstOffset;
  }

  @Override
  public long endOffset() {
    return batches.isEmpty() ? 0 : batches.getLast().endOffset();
  }

  @Override
  public long offsetAt(long epochMicros) {
    return batches.stream()
        .filter(b -> !b.isControl() && b.appendedAtMicros() >= epochMicros)
        .mapToLong(Batch::baseOffset)
        .findFirst()
        .orElse(endOffset());
  }

  /** Everything below the hold goes, and makes room. */
  @Override
  public void expire(long nowMicros, long hold) {
    holdOffset = hold;
    if (room == Room.LOG_FULL && Math.min(hold, endOffset()) > firstOffset) {
      firstOffset = Math.min(hold, endOffset());
      room = Room.FREE;
    }
  }

  @Override
  public Room room() {
    return room;
  }

  @Override
  public long bytes() {
    return batches.stream().mapToLong(b -> b.body().remaining()).sum();
  }
}
