package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * Cuts a stream into frames. Small frames come several at a time from one read; what is long is
 * read into its own array, which grows only as bytes arrive, so that a length alone costs no
 * memory. A peer that has sent long frames before is believed at once.
 *
 * <pre>
 * +---------------------+--------------------+
 * | length of body, i32 | body, length bytes |
 * +---------------------+--------------------+
 * </pre>
 */
final class FrameReader {
  static final int LENGTH_BYTES = 4;
  private static final int STAGING_BYTES = 4096;
  private static final int FIRST_BODY_BYTES = 64 * 1024;
  private static final int GROWTH = 4;
  // Bounds the native buffer which the JDK keeps per thread of the system for reads into the heap.
  private static final int READ_BYTES_MAX = 256 * 1024;

  private final ReadableByteChannel channel;
  private final int maxFrameBytes;
  private final Pulse pulse;
  private final ByteBuffer staging = ByteBuffer.allocate(STAGING_BYTES).flip();
  private ByteBuffer body = ByteBuffer.allocate(0);
  private int believedBytes = FIRST_BODY_BYTES;

  FrameReader(ReadableByteChannel channel, int maxFrameBytes, Pulse pulse) {
    this.channel = channel;
    this.maxFrameBytes = maxFrameBytes;
    this.pulse = pulse;
  }

  /**
   * Goes to the next frame; false at the end of the stream, also in the middle of a frame.
   *
   * @throws FrameTooLargeException before anything is allocated for the frame
   */
  boolean advance() throws IOException {
    pulse.frameEnded();
    while (staging.remaining() < LENGTH_BYTES) {
      if (!fillStaging()) {
        return false;
      }
    }
    int length = staging.getInt();
    if (length < 0 || length > maxFrameBytes) {
      int firstByte = staging.hasRemaining() ? staging.get(staging.position()) & 0xff : -1;
      throw new FrameTooLargeException(length, maxFrameBytes, firstByte);
    }
    return readBody(length);
  }

  /** The frame {@code advance} went to; the caller may keep it. */
  ByteBuffer body() {
    return body;
  }

  /** Reads and drops everything until the end of the stream. */
  void discard() throws IOException {
    int read;
    do {
      staging.clear();
      read = channel.read(staging);
    } while (read >= 0);
  }

  private boolean readBody(int length) throws IOException {
    ByteBuffer target = ByteBuffer.allocate(Math.min(length, believedBytes));
    int staged = Math.min(staging.remaining(), target.capacity());
    target.put(staging.slice(staging.position(), staged));
    staging.position(staging.position() + staged);
    while (target.position() < length) {
      pulse.frameBegun();
      if (!target.hasRemaining()) {
        int capacity = Math.min(length, GROWTH * target.capacity());
        target = ByteBuffer.allocate(capacity).put(target.flip());
      }
      if (!fill(target)) {
        return false;
      }
    }
    believedBytes = Math.max(believedBytes, length);
    body = target.flip();
    return true;
  }

  private boolean fillStaging() throws IOException {
    if (staging.hasRemaining()) {
      pulse.frameBegun();
    }
    staging.compact();
    boolean filled = fill(staging);
    staging.flip();
    return filled;
  }

  private boolean fill(ByteBuffer target) throws IOException {
    int limit = target.limit();
    target.limit(Math.min(limit, target.position() + READ_BYTES_MAX));
    int read = channel.read(target);
    target.limit(limit);
    pulse.received();
    return read >= 0;
  }
}
