package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Bytes in a file that do not change any more.
 *
 * @param file where they are
 * @param position of the first of them
 * @param length how many
 */
public record FileRange(Source file, long position, int length) {

  /** A file that any thread can read. */
  public interface Source {
    /**
     * Sends some of these bytes, by the shortest way that there is; returns how many, 0 if the
     * target takes none just now.
     */
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;

    /** Reads what fits the target; returns how many bytes, -1 at the end of the file. */
    int read(ByteBuffer target, long position) throws IOException;
  }

  /**
   * All of it, in memory.
   *
   * @throws IOException if the file cannot be read, or is not there any more
   */
  public ByteBuffer load() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      read(bytes.position(), bytes);
    }
    return bytes.flip();
  }

  /** Sends some of what is left after the first {@code from} bytes, at most so many. */
  long transferTo(int from, int bytesMax, WritableByteChannel target) throws IOException {
    return file.transferTo(position + from, Math.min(length - from, bytesMax), target);
  }

  /** Reads some of what is left after the first {@code from} bytes; returns how many. */
  int read(int from, ByteBuffer target) throws IOException {
    int limit = target.limit();
    target.limit(Math.min(limit, target.position() + length - from));
    int count = file.read(target, position + from);
    target.limit(limit);
    if (count < 0) {
      throw new IOException("the file ends in the middle of a message");
    }
    return count;
  }
}
