package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Direct buffers in which small pieces come together on their way to the disk; held only while
 * something is written, so that many files need few. Thread-safe.
 */
final class WriteBuffers {
  private static final int BUFFER_BYTES = 256 << 10;
  private static final int KEPT = 4;

  private final ArrayBlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(KEPT);

  ByteBuffer take() {
    ByteBuffer buffer = free.poll();
    return buffer == null ? ByteBuffer.allocateDirect(BUFFER_BYTES) : buffer.clear();
  }

  /** Gives a buffer back; one more than is kept goes to the garbage collector. */
  void give(ByteBuffer buffer) {
    var _ = free.offer(buffer);
  }
}
