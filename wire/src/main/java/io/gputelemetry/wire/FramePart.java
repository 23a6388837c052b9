package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A part of a frame. What is also in a file goes from there to a plain socket, without passing
 * through the process; otherwise, and if the file can no longer be read, the bytes are written.
 *
 * @param bytes from position to limit, not to be changed any more
 * @param file the same bytes
 */
public record FramePart(ByteBuffer bytes, Optional<FileRange> file) {
  public FramePart {
    if (file.isPresent() && file.get().length() != bytes.remaining()) {
      throw new IllegalArgumentException(
          file.get().length() + " bytes in the file, not " + bytes.remaining());
    }
  }

  /** Bytes that are in memory only. */
  public static FramePart of(ByteBuffer bytes) {
    return new FramePart(bytes, Optional.empty());
  }
}
