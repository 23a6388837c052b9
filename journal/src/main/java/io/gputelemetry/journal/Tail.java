package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The newest batches, in memory: first what is to be written, then the cache that is read from.
 * Bodies are kept as they came, not copied. Old batches are dropped when the bound is passed, but
 * not before they are written.
 */
final class Tail {
  private static final int BYTES_MAX = 2 << 20;

  // What a batch takes beside its bytes.
  private static final int OBJECT_BYTES = 256;

  private final TreeMap<Long, Recent> recent = new TreeMap<>();
  private final List<ByteBuffer> unwritten = new ArrayList<>();
  private long unwrittenBytes;
  private long unwrittenPosition;
  private long endOffset;
  private long writtenEndOffset;
  private long bytes;

  /**
   * A batch of the tail.
   *
   * @param header of the batch
   * @param batch with its body in memory
   * @param file the segment it goes to
   * @param position of its body there
   */
  record Recent(BatchHeader header, Batch batch, String file, long position) {
    int bytes() {
      return OBJECT_BYTES + batch.body().remaining();
    }
  }

  /**
   * Takes in a batch.
   *
   * @param position in the file; behind the batch before, or in another file if that is written
   */
  void add(BatchHeader header, ByteBuffer body, String file, long position) {
    if (unwritten.isEmpty()) {
      unwrittenPosition = position;
    }
    unwritten.add(header.bytes());
    unwritten.add(body);
    unwrittenBytes += BatchHeader.BYTES + body.remaining();
    endOffset = header.baseOffset() + header.count();
    if (header.count() > 0) {
      Recent added = new Recent(header, header.batch(body), file, position + BatchHeader.BYTES);
      recent.put(header.baseOffset(), added);
      bytes += added.bytes();
      dropOldest();
    }
  }

  /** Bytes that are not written yet. */
  long unwritten() {
    return unwrittenBytes;
  }

  /** Writes what is not written. */
  void write(DiskFile file) throws IOException {
    file.write(unwritten, unwrittenPosition);
    unwritten.clear();
    unwrittenBytes = 0;
    writtenEndOffset = endOffset;
    dropOldest();
  }

  /** The batch that holds this offset, if it is here. */
  Optional<Recent> find(long offset) {
    Map.Entry<Long, Recent> entry = recent.floorEntry(offset);
    return entry == null || entry.getValue().batch().endOffset() <= offset
        ? Optional.empty()
        : Optional.of(entry.getValue());
  }

  /** Whether this batch is in its file. */
  boolean isWritten(Recent batch) {
    return batch.batch().endOffset() <= writtenEndOffset;
  }

  /**
   * The first offset appended at or after this time, {@code end} if there is none; empty if nothing
   * here is from before it, so that the answer may lie further back.
   */
  OptionalLong offsetAt(long micros, long end) {
    if (recent.isEmpty() || oldest().batch().appendedAtMicros() >= micros) {
      return OptionalLong.empty();
    }
    for (Recent each : recent.values()) {
      if (each.batch().appendedAtMicros() >= micros) {
        return OptionalLong.of(each.batch().baseOffset());
      }
    }
    return OptionalLong.of(end);
  }

  private Recent oldest() {
    return recent.firstEntry().getValue();
  }

  private void dropOldest() {
    while (bytes > BYTES_MAX && recent.size() > 1 && isWritten(oldest())) {
      bytes -= recent.pollFirstEntry().getValue().bytes();
    }
  }
}
