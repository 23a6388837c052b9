package io.gputelemetry.streamer.source.csv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes of a text that grows, given out in pieces that end where a record ends. A quote that is not
 * closed can have line ends inside, so what follows one waits; but never for more than a record may
 * be long.
 */
final class WholeRecords {
  private static final int RECORD_BYTES_MAX = RecordReader.RECORD_CHARS_MAX;

  private static final int FIRST_BYTES = 4;

  private final ByteBuffer buffer = ByteBuffer.allocate(2 * RECORD_BYTES_MAX);

  /** The rest of a line that was too long is still to come. */
  private boolean skipping;

  /** Where to put what is read; never full. */
  ByteBuffer space() {
    return buffer;
  }

  /** Nothing of it will be given out. */
  void clear() {
    buffer.clear();
    skipping = false;
  }

  /** Whether something waits for its end. */
  boolean isEmpty() {
    return buffer.position() == 0;
  }

  /** The first bytes that wait. */
  byte[] first() {
    return Arrays.copyOf(buffer.array(), Math.min(buffer.position(), FIRST_BYTES));
  }

  /** All records that are whole; empty if none is. */
  Optional<String> next() {
    if (skipping) {
      skip();
    }
    int end = end();
    return end == 0 ? Optional.empty() : Optional.of(take(end));
  }

  /** What is left when nothing more will come. */
  Optional<String> last() {
    Optional<String> left =
        isEmpty() || skipping ? Optional.empty() : Optional.of(take(buffer.position()));
    clear();
    return left;
  }

  /** Forgets a line that is longer than a record may be; whether it was. */
  boolean dropTooLong() {
    if (skipping || buffer.position() <= RECORD_BYTES_MAX) {
      return false;
    }
    skipping = true;
    buffer.clear();
    return true;
  }

  private void skip() {
    for (int i = 0; i < buffer.position(); i++) {
      if (isLineEnd(buffer.get(i))) {
        skipping = false;
        var _ = take(i + 1);
        return;
      }
    }
    buffer.clear();
  }

  /** Behind the last record that is whole, or 0. */
  private int end() {
    boolean quoted = false;
    int whole = 0;
    int line = 0;
    for (int i = 0; i < buffer.position(); i++) {
      byte b = buffer.get(i);
      if (b == '"') {
        quoted = !quoted;
      } else if (isLineEnd(b)) {
        line = i + 1;
        whole = quoted ? whole : line;
      }
    }
    return whole == 0 && buffer.position() > RECORD_BYTES_MAX ? line : whole;
  }

  private static boolean isLineEnd(byte b) {
    return b == '\n' || b == '\r';
  }

  private String take(int end) {
    String text = new String(buffer.array(), 0, end, StandardCharsets.UTF_8);
    buffer.flip().position(end);
    buffer.compact();
    return text;
  }
}
