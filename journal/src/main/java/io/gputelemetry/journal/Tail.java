package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The newest batches, in memory: first the buffer that is written from, then the cache that is read
 * from. Bytes are copied in once. They lie in chunks that are never used again, so that a reader
 * may keep what it got; old chunks are dropped when the bound is passed, but not before they are
 * written.
 */
final class Tail {
  private static final int BYTES_MAX = 8 << 20;
  private static final int CHUNK_BYTES_MIN = 64 << 10;
  private static final int CHUNK_BYTES_MAX = 1 << 20;

  private final Deque<Chunk> chunks = new ArrayDeque<>();
  private long bytes;
  private long unwritten;

  /** Consecutive bytes of one file. */
  private static final class Chunk {
    final ByteBuffer bytes;
    final long position;
    final Run run = new Run();
    int used;
    int written;

    Chunk(int size, long position) {
      this.bytes = ByteBuffer.allocate(size);
      this.position = position;
    }
  }

  /** Room for a batch that goes to this position of the file. */
  BatchHeader room(long position, int size) {
    Chunk last = chunks.peekLast();
    if (last == null
        || last.bytes.capacity() - last.used < size
        || last.position + last.used != position) {
      int next = last == null ? 0 : Math.min(2 * last.bytes.capacity(), CHUNK_BYTES_MAX);
      last = new Chunk(Math.max(size, Math.max(next, CHUNK_BYTES_MIN)), position);
      chunks.addLast(last);
      bytes += last.bytes.capacity();
      dropOldest();
    }
    return new BatchHeader(last.bytes, last.used);
  }

  /** Takes in the batch that was put into the room. */
  void add(BatchHeader batch) {
    Chunk last = chunks.getLast();
    int size = BatchHeader.BYTES + batch.bodyBytes();
    last.used += size;
    last.run.add(batch);
    unwritten += size;
  }

  /** Bytes that are not written yet. */
  long unwritten() {
    return unwritten;
  }

  /** Writes what is not written. */
  void write(DiskFile file) throws IOException {
    for (Chunk chunk : chunks) {
      if (chunk.written < chunk.used) {
        ByteBuffer source = chunk.bytes.slice(chunk.written, chunk.used - chunk.written);
        file.write(source, chunk.position + chunk.written);
        chunk.written = chunk.used;
      }
    }
    unwritten = 0;
    dropOldest();
  }

  /** The batch that holds this offset, if it is here. */
  Optional<Batch> find(long offset) {
    for (Iterator<Chunk> newest = chunks.descendingIterator(); newest.hasNext(); ) {
      Optional<Batch> batch = newest.next().run.find(offset);
      if (batch.isPresent()) {
        return batch;
      }
    }
    return Optional.empty();
  }

  /**
   * The first offset appended at or after this time, {@code endOffset} if there is none; empty if
   * nothing here is from before it, so that the answer may lie further back.
   */
  OptionalLong offsetAt(long micros, long endOffset) {
    boolean begun = false;
    for (Chunk chunk : chunks) {
      begun |= chunk.run.beginsBefore(micros);
      OptionalLong offset = chunk.run.offsetAt(micros);
      if (offset.isPresent()) {
        return begun ? offset : OptionalLong.empty();
      }
    }
    return begun ? OptionalLong.of(endOffset) : OptionalLong.empty();
  }

  private void dropOldest() {
    while (bytes > BYTES_MAX
        && chunks.size() > 1
        && chunks.getFirst().written == chunks.getFirst().used) {
      bytes -= chunks.removeFirst().bytes.capacity();
    }
  }
}
