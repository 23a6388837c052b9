package io.gputelemetry.exposition;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * Tells whether parts of some bytes are UTF-8 without a NUL, without an object per part. Not
 * thread-safe.
 */
public final class Utf8Check {
  private static final int CHARS = 512;

  private final byte[] bytes;
  private final ByteBuffer view;
  private final CharBuffer scratch = CharBuffer.allocate(CHARS);
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();

  /** For parts of these bytes. */
  public Utf8Check(byte[] bytes) {
    this.bytes = bytes;
    this.view = ByteBuffer.wrap(bytes);
  }

  /** Whether the bytes {@code from} to {@code to - 1} are UTF-8 without a NUL. */
  public boolean isText(int from, int to) {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      if (bytes[i] == 0) {
        return false;
      }
      ascii &= bytes[i] > 0;
    }
    return ascii || isUtf8(from, to);
  }

  private boolean isUtf8(int from, int to) {
    view.limit(to).position(from);
    decoder.reset();
    CoderResult result;
    do {
      scratch.clear();
      result = decoder.decode(view, scratch, true);
    } while (result.isOverflow());
    return result.isUnderflow();
  }
}
