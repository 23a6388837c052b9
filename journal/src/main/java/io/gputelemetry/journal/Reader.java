package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads batches from the tail, from what was read before, or from the disk. */
final class Reader {
  private static final int RUNS_MAX = 4;

  // What is smaller costs less when it is copied than in calls to the system.
  private static final int LOCATED_BYTES_MIN = 32 << 10;

  // So little stays in the processor's cache between reading and checking.
  private static final int CHECKED_BYTES = 64 << 10;

  private final SegmentList segments;
  private final Tail tail;
  private final Deque<Run> runs = new ArrayDeque<>();
  private Optional<ByteBuffer> checking = Optional.empty();

  Reader(SegmentList segments, Tail tail) {
    this.segments = segments;
    this.tail = tail;
  }

  /** The batch that holds this offset, which must be retained. */
  Batch read(long offset) throws IOException {
    Optional<Tail.Recent> recent = tail.find(offset);
    if (recent.isPresent()) {
      return recent.get().batch();
    }
    for (Run run : runs) {
      Optional<Batch> known = run.find(offset);
      if (known.isPresent()) {
        return known.get();
      }
    }
    Run run = segments.holding(offset).read(offset);
    if (runs.size() == RUNS_MAX) {
      runs.removeLast();
    }
    runs.addFirst(run);
    return run.find(offset)
        .orElseThrow(() -> new IllegalStateException("BUG: no offset " + offset + " in its run"));
  }

  /** See {@link Journal#locate}. */
  Optional<StoredBatch> locate(long offset) throws IOException {
    Optional<Tail.Recent> recent = tail.find(offset);
    if (recent.isPresent()) {
      return located(recent.get(), offset);
    }
    boolean isRead = runs.stream().anyMatch(run -> run.find(offset).isPresent());
    return isRead
        ? Optional.empty()
        : segments.holding(offset).locate(offset).filter(at -> at.bytes() >= LOCATED_BYTES_MIN);
  }

  /** See {@link Journal#isIntact}. */
  boolean isIntact(StoredBatch batch) throws IOException {
    return tail.find(batch.baseOffset()).isPresent() || batch.isIntact(checking());
  }

  private Optional<StoredBatch> located(Tail.Recent recent, long offset) {
    BatchHeader batch = recent.header();
    boolean sendable = batch.bodyBytes() >= LOCATED_BYTES_MIN && tail.isWritten(recent);
    if (!sendable || batch.baseOffset() != offset) {
      return Optional.empty();
    }
    try {
      DiskFile file = segments.file(recent.file());
      return Optional.of(StoredBatch.of(batch, file, recent.position()));
    } catch (IOException e) {
      // It can be read from memory, whatever keeps the file from being opened.
      return Optional.empty();
    }
  }

  /** Made when it is needed: a journal that nobody reads large batches of has none. */
  private ByteBuffer checking() {
    ByteBuffer buffer = checking.orElseGet(() -> ByteBuffer.allocateDirect(CHECKED_BYTES));
    checking = Optional.of(buffer);
    return buffer;
  }

  /** The first offset appended at or after this time, or the end of all. */
  long offsetAt(long micros, long endOffset) throws IOException {
    OptionalLong recent = tail.offsetAt(micros, endOffset);
    return recent.isPresent()
        ? recent.getAsLong()
        : segments.beginningBefore(micros).offsetAt(micros);
  }
}
