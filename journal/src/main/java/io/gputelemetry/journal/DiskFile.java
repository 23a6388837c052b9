package io.gputelemetry.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** An open file. Positions are bytes from the start of the file. */
public interface DiskFile extends Closeable {

  /**
   * Reads up to {@code target.remaining()} bytes; returns how many, or -1 at the end of the file.
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Writes all of {@code source}, or throws; after an exception any part of it may have been
   * written.
   */
  void write(ByteBuffer source, long position) throws IOException;

  /** Writes all of these, one behind the other, as one {@link #write(ByteBuffer, long)} does. */
  default void write(List<ByteBuffer> sources, long position) throws IOException {
    int bytes = 0;
    for (ByteBuffer source : sources) {
      bytes += source.remaining();
    }
    ByteBuffer joined = ByteBuffer.allocate(bytes);
    for (ByteBuffer source : sources) {
      joined.put(source.duplicate());
    }
    write(joined.flip(), position);
  }

  /**
   * Sends bytes of the file to a channel, by the shortest way that there is; returns how many, 0 if
   * there are none or the channel takes none just now. From any thread if the file was opened for
   * reading.
   */
  default long transferTo(long position, long count, WritableByteChannel target)
      throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, 64 << 10));
    int read = read(bytes, position);
    return read <= 0 ? 0 : target.write(bytes.flip());
  }

  /**
   * Makes everything written durable ({@code fdatasync}). After a failure the content of the file
   * is unknown.
   */
  void sync() throws IOException;

  /** Cuts the file. */
  void truncate(long size) throws IOException;

  /** Bytes in the file. */
  long size() throws IOException;
}
