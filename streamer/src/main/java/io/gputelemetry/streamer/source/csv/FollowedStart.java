package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SourceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** Begins to follow a file behind the last line that it has, with the header of its first one. */
final class FollowedStart {
  private static final int LINE_BYTES_MAX = RecordReader.RECORD_CHARS_MAX;

  private final Path path;
  private final FollowedFile file;

  FollowedStart(Path path, FollowedFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * The header, with the file behind its last whole line; empty, with the file at its beginning, if
   * the header is not there yet.
   */
  Optional<Header> header() throws IOException {
    byte[] first = bytes(0);
    requirePlain(first, path);
    int end = lineEnd(first);
    if (end < 0 && first.length < LINE_BYTES_MAX) {
      file.position(0);
      return Optional.empty();
    }
    String text = new String(first, 0, Math.max(end, 0), StandardCharsets.UTF_8);
    Header header = Header.of(text, path.toString());
    file.position(behindLastLine());
    return Optional.of(header);
  }

  static void requirePlain(byte[] first, Path path) {
    Compressed.of(first)
        .ifPresent(how -> {
          throw new SourceException(
              path + " is compressed (" + how + "); only plain text can be followed");
        });
  }

  private static int lineEnd(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        return i;
      }
    }
    return -1;
  }

  private long behindLastLine() throws IOException {
    long size = file.size();
    long from = Math.max(0, size - LINE_BYTES_MAX);
    byte[] last = bytes(from);
    for (int i = last.length - 1; i >= 0; i--) {
      if (last[i] == '\n' || last[i] == '\r') {
        return from + i + 1;
      }
    }
    return size;
  }

  private byte[] bytes(long position) throws IOException {
    file.position(position);
    ByteBuffer bytes = ByteBuffer.allocate(LINE_BYTES_MAX);
    while (bytes.hasRemaining() && file.read(bytes) > 0) {
      // A read can bring less than there is.
    }
    byte[] read = new byte[bytes.position()];
    bytes.flip().get(read);
    return read;
  }
}
