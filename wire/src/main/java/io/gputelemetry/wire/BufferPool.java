package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Direct buffers that are only held while something is written, so that ten thousand idle
 * connections need none.
 */
final class BufferPool {
  static final int BUFFER_BYTES = 256 * 1024;
  private static final int KEPT = 16;

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
