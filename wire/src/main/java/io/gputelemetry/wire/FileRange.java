package io.gputelemetry.wire;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/**
 * Bytes in a file that do not change any more.
 *
 * @param file where they are
 * @param position of the first of them
 * @param length how many
 */
public record FileRange(Source file, long position, int length) {

  /** A file that any thread can send from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Sends some of these bytes, by the shortest way that there is; returns how many, 0 if the
     * target takes none just now.
     *
     * @throws IOException if the file cannot be read any more, or the target is broken
     */
    long transferTo(long position, long count, WritableByteChannel target) throws IOException;
  }

  /** A part of it. */
  public FileRange slice(int from, int bytes) {
    return new FileRange(file, position + from, bytes);
  }

  /** Sends some of what is left after the first {@code from} bytes. */
  long transferTo(int from, WritableByteChannel target) throws IOException {
    return file.transferTo(position + from, length - from, target);
  }
}
