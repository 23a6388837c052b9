package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Walks the batches of a segment file and checks each against what has to be there; it stops at the
 * end, or at the first batch that is not right.
 */
final class BatchScanner {
  private static final int HEADERS_WINDOW_BYTES = 4 << 10;
  private static final int BODIES_WINDOW_BYTES = 256 << 10;

  private final Extent extent;
  private final boolean withBodies;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowPosition;
  private BatchHeader batch = new BatchHeader(window, 0);
  private Place place;
  private Place behind;

  /**
   * A part of a segment file.
   *
   * @param salt of the segment
   * @param start of the first batch to look at
   * @param end position behind the last byte to look at
   */
  record Extent(DiskFile file, long salt, Place start, long end) {}

  private BatchScanner(Extent extent, boolean withBodies) {
    this.extent = extent;
    this.withBodies = withBodies;
    this.place = extent.start();
    this.behind = extent.start();
  }

  /** Hops over the headers; a batch is valid until the next one is looked for, and has no body. */
  static BatchScanner ofHeaders(Extent extent) {
    return new BatchScanner(extent, false);
  }

  /** Reads and checks the bodies too; batches stay valid. */
  static BatchScanner ofBatches(Extent extent) {
    return new BatchScanner(extent, true);
  }

  /** Goes to the next batch; false if there is none, or not a right one. */
  boolean next() throws IOException {
    if (!hold(BatchHeader.BYTES)) {
      return false;
    }
    BatchHeader header = header();
    if (!header.isValid(extent.salt()) || !header.isAt(behind)) {
      return false;
    }
    long bytes = (long) BatchHeader.BYTES + header.bodyBytes();
    if (bytes > extent.end() - behind.position()) {
      return false;
    }
    if (withBodies) {
      if (!hold((int) bytes)) {
        return false;
      }
      header = header();
      if (!header.isBodyValid()) {
        return false;
      }
    }
    batch = header;
    place = behind;
    behind = behind.behind(header);
    return true;
  }

  /** The batch that {@link #next} went to. */
  BatchHeader batch() {
    return batch;
  }

  /** Where that batch is. */
  Place place() {
    return place;
  }

  /** Behind that batch: the end, or what is not right. */
  Place behind() {
    return behind;
  }

  /** Reads until the target is full or the file ends; the target is left at its start. */
  static void fill(DiskFile file, ByteBuffer target, long position) throws IOException {
    int start = target.position();
    while (target.hasRemaining()) {
      if (file.read(target, position + target.position() - start) < 0) {
        target.limit(target.position());
      }
    }
    target.position(start);
  }

  private BatchHeader header() {
    return new BatchHeader(window, (int) (behind.position() - windowPosition));
  }

  /** Makes the window hold this many bytes from {@code behind} on; false if the file has fewer. */
  private boolean hold(int bytes) throws IOException {
    long position = behind.position();
    if (extent.end() - position < bytes) {
      return false;
    }
    if (position < windowPosition || position + bytes > windowPosition + window.limit()) {
      int size = Math.max(bytes, withBodies ? BODIES_WINDOW_BYTES : HEADERS_WINDOW_BYTES);
      size = (int) Math.min(size, extent.end() - position);
      // Batches with bodies stay valid, so their window is never used again.
      window = withBodies || window.capacity() < size ? ByteBuffer.allocate(size) : window.clear();
      windowPosition = position;
      fill(extent.file(), window.limit(size), position);
    }
    return position + bytes <= windowPosition + window.limit();
  }
}
