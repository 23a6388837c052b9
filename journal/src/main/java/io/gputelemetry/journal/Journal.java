package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The log. One thread owns it: no method may be called from another. Appended batches are buffered
 * until {@link #write} and durable after {@link #sync}; any {@link IOException} from a method that
 * changes the journal means that the process must stop (the state of the file is unknown), and the
 * journal refuses everything after it.
 *
 * <p>Whoever opens a journal holds the lock of its directory, or of one above ({@link Disk#lock}).
 */
public final class Journal implements AutoCloseable {
  private static final long UNWRITTEN_BYTES_MAX = 8 << 20;
  private static final Entry SEAL = Entry.control(ByteBuffer.allocate(0));

  private final Opening opening;
  private final SegmentList segments;
  private final Reader reader;
  private final Tail tail;
  private SegmentWriter writer;
  private JournalConfig config;
  private Place durable;
  private long lastMicros;
  private long syncs;
  private Optional<Exception> failure = Optional.empty();
  private boolean closed;

  /** What recovery hands to the user of the journal. */
  public enum Replay {
    /** Every batch that is retained; refused if a repair took some out. */
    ALL,
    /**
     * From the newest segment's snapshot on: enough to rebuild the state, whatever the size of the
     * journal.
     */
    FROM_SNAPSHOT
  }

  /**
   * How a journal is opened.
   *
   * @param config its bounds
   * @param snapshot supplies the body of the control batch that begins each new segment; called by
   *     the owner thread when a segment is begun, and so must describe the state after everything
   *     appended so far; an empty body if there is no state
   * @param replay how much of it {@code recovered} sees
   * @param recovered told of each batch, in order, control batches included; of nothing in a new
   *     journal
   */
  public record Opening(
      JournalConfig config,
      Supplier<ByteBuffer> snapshot,
      Replay replay,
      Consumer<Batch> recovered) {}

  /** The operation that an exception ended. */
  @FunctionalInterface
  private interface Change {
    void run() throws IOException;
  }

  /**
   * Opens the journal in {@code disk}, or makes a new one. A torn tail is cut (and kept aside in a
   * file), damage below the durable end is refused. Everything recovered is durable.
   *
   * @param snapshot supplies the body of the control batch that begins each new segment; called by
   *     the owner thread when a segment is begun, and so must describe the state after everything
   *     appended so far
   * @param replay how much of it {@code recovered} sees, in order, control batches included
   * @throws JournalDamagedException if something that was durable is damaged; nothing was changed
   */
  public static Journal open(
      Disk disk,
      JournalConfig config,
      Supplier<ByteBuffer> snapshot,
      Replay replay,
      Consumer<Batch> recovered)
      throws IOException {
    return open(disk, new Opening(config, snapshot, replay, recovered), new SecureRandom());
  }

  /**
   * As the other one, with the randomness that the journal's id and the segments' salts are made
   * of; those who choose what is appended must not know it.
   */
  public static Journal open(Disk disk, Opening opening, RandomGenerator random)
      throws IOException {
    SegmentList segments = new SegmentList(disk, opening.config(), random);
    try {
      return new Journal(opening, segments, segments.open(opening));
    } catch (IOException | RuntimeException e) {
      SegmentWriter.closeAfter(e, segments);
      throw e;
    }
  }

  /**
   * Whether a journal was ever made in this directory; if not, what lies in it is the rest of an
   * attempt that a crash ended before anybody was told of it.
   */
  public static boolean exists(Disk disk) throws IOException {
    return disk.list().stream().anyMatch(name -> !name.endsWith(SegmentWriter.TEMPORARY));
  }

  private Journal(Opening opening, SegmentList segments, SegmentWriter.Continuation end) {
    this.opening = opening;
    this.config = opening.config();
    this.segments = segments;
    this.tail = new Tail();
    this.writer = new SegmentWriter(end, tail);
    this.durable = end.place();
    this.lastMicros = end.lastMicros();
    this.reader = new Reader(segments, tail);
  }

  /**
   * Buffers a batch, beginning a new segment first when this one is full. When 8 MiB are buffered
   * they are written without waiting for {@link #write}.
   *
   * @param nowMicros the time; a time before that of the last batch counts as that
   * @return its base offset
   */
  public long append(Entry entry, long nowMicros) throws IOException {
    requireUsable();
    try {
      if (writer.isFull(config.segmentBytes())) {
        beginSegment(nowMicros);
      }
      long offset = writer.place().offset();
      put(entry, nowMicros, 0);
      if (tail.unwritten() >= UNWRITTEN_BYTES_MAX) {
        writeBuffered();
      }
      return offset;
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  /** Writes what is buffered. */
  public void write() throws IOException {
    change(this::writeBuffered);
  }

  /** Writes what is buffered and makes everything durable. */
  public void sync() throws IOException {
    change(this::syncAll);
  }

  /**
   * Makes everything durable and marks it so: after this, damage to any of it is told from the torn
   * end that a crash may leave. For when nothing else will be appended soon; does nothing if the
   * mark is there.
   */
  public void seal(long nowMicros) throws IOException {
    change(() -> sealAll(nowMicros));
  }

  /** Whether something was appended that is not durable yet. */
  public boolean isUnsynced() {
    return writer.place().number() > durable.number();
  }

  /** Offset of the oldest retained entry. */
  public long firstOffset() {
    return segments.firstOffset();
  }

  /** Offset the next entry gets. */
  public long endOffset() {
    return writer.place().offset();
  }

  /** Everything below is durable. */
  public long durableOffset() {
    return durable.offset();
  }

  /** How often something was made durable since the journal was opened. */
  public long syncs() {
    return syncs;
  }

  /** Bytes of all segments, buffered bytes included. */
  public long bytes() {
    return segments.closedBytes() + writer.place().position();
  }

  /** Sets other bounds; a segment that is there keeps its size. For the owner. */
  public void bound(JournalConfig bounds) {
    config = bounds;
    segments.bound(bounds);
  }

  /** Whether {@code bytes()} has reached the bound. */
  public boolean isFull() {
    return bytes() >= config.maxBytes();
  }

  /**
   * The batch (never a control batch) that holds {@code offset}; empty at or behind the end. Recent
   * batches come from memory. The bytes of a batch stay as they are for as long as it is held.
   *
   * @throws JournalDamagedException if the stored batch fails its checks; other batches can still
   *     be read
   * @throws IllegalArgumentException if the offset is below {@link #firstOffset}
   */
  public Optional<Batch> read(long offset) throws IOException {
    requireUsable();
    if (offset < firstOffset()) {
      throw new IllegalArgumentException("offset " + offset + " is below " + firstOffset());
    }
    return offset >= endOffset() ? Optional.empty() : Optional.of(reader.read(offset));
  }

  /**
   * Where the batch that begins at this offset lies in its file, if it is large, was written, and
   * is not in memory only: then it can be sent from there. Before that {@link #isIntact} must say
   * so. Empty if not, or if only {@link #read} can tell what is wrong.
   */
  public Optional<StoredBatch> locate(long offset) throws IOException {
    requireUsable();
    return offset < firstOffset() || offset >= endOffset()
        ? Optional.empty()
        : reader.locate(offset);
  }

  /**
   * Whether the body in the file is what was appended; what was appended a moment ago is not looked
   * at once more. False after {@link #expire} dropped it.
   */
  public boolean isIntact(StoredBatch batch) throws IOException {
    requireUsable();
    return batch.baseOffset() >= firstOffset() && reader.isIntact(batch);
  }

  /** The first offset appended at or after this time; the end offset if there is none. */
  public long offsetAt(long epochMicros) throws IOException {
    requireUsable();
    return reader.offsetAt(epochMicros, endOffset());
  }

  /**
   * Drops whole closed segments from the old end: those past the age bound, and as many as bring
   * the size under the bound, but none that holds {@code holdOffset} or anything behind it. Control
   * batches go with their segment.
   *
   * @return the new first offset
   */
  public long expire(long nowMicros, long holdOffset) throws IOException {
    change(() -> {
      while (segments.mayDropOldest(nowMicros, holdOffset, isFull())) {
        segments.dropOldest();
      }
    });
    return firstOffset();
  }

  /** Ends the current segment and begins the next one. */
  public void roll(long nowMicros) throws IOException {
    change(() -> beginSegment(nowMicros));
  }

  /** Writes, marks the end as clean, makes all of it durable and closes the files. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try {
      if (failure.isEmpty()) {
        change(() -> sealAll(lastMicros));
      }
    } finally {
      closed = true;
      try {
        writer.close();
      } finally {
        segments.close();
      }
    }
  }

  private void put(Entry entry, long nowMicros, int flags) {
    lastMicros = Math.max(lastMicros, nowMicros);
    if (entry.count() > 0) {
      segments.newest().index().offer(writer.place(), lastMicros);
    }
    writer.append(entry, durable.number(), lastMicros, flags);
  }

  private void writeBuffered() throws IOException {
    writer.write();
    segments.newest().extend(writer.place());
  }

  private void syncAll() throws IOException {
    writeBuffered();
    if (isUnsynced()) {
      writer.sync();
      syncs++;
      durable = writer.place();
    }
  }

  private void sealAll(long nowMicros) throws IOException {
    syncAll();
    if (!writer.isSealed()) {
      put(SEAL, nowMicros, BatchHeader.SEAL);
      syncAll();
    }
  }

  private void beginSegment(long nowMicros) throws IOException {
    syncAll();
    lastMicros = Math.max(lastMicros, nowMicros);
    SegmentWriter full = writer;
    ByteBuffer snapshot = opening.snapshot().get();
    writer = new SegmentWriter(segments.begin(full.place(), lastMicros, snapshot), tail);
    durable = writer.place();
    full.close();
  }

  private void change(Change change) throws IOException {
    requireUsable();
    try {
      change.run();
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(e);
      throw e;
    }
  }

  private void requireUsable() throws IOException {
    if (closed) {
      throw new IllegalStateException("the journal is closed");
    }
    if (failure.isPresent()) {
      throw new IOException(
          "the journal in "
              + segments.location()
              + " failed before and what is on disk is unknown: the process must stop and restart",
          failure.get());
    }
  }
}
