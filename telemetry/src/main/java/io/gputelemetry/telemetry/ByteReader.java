package io.gputelemetry.telemetry;

import java.nio.charset.StandardCharsets;

/**
 * Reads the number forms of the batch format from a part of an array. Whatever the bytes are, the
 * only failure is a {@link BatchFormatException}.
 */
final class ByteReader {
  private final byte[] bytes;
  private final int limit;
  private int position;

  ByteReader(byte[] bytes, int position, int limit) {
    this.bytes = bytes;
    this.position = position;
    this.limit = limit;
  }

  int position() {
    return position;
  }

  int remaining() {
    return limit - position;
  }

  long varint() {
    if (position < limit && bytes[position] >= 0) {
      return bytes[position++];
    }
    return longVarint();
  }

  private long longVarint() {
    long number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= limit) {
        throw new BatchFormatException("a number is cut off");
      }
      byte next = bytes[position++];
      number |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new BatchFormatException("a number is longer than 64 bits");
  }

  long zigzag() {
    long number = varint();
    return (number >>> 1) ^ -(number & 1);
  }

  /** A count of things, refused if it is larger than {@code max}. */
  int count(String what, long max) {
    long count = varint();
    if (count < 0 || count > max) {
      throw new BatchFormatException(
          "%s: %s, where at most %d are possible"
              .formatted(what, Long.toUnsignedString(count), max));
    }
    return (int) count;
  }

  long int64() {
    if (remaining() < Long.BYTES) {
      throw new BatchFormatException("a number is cut off");
    }
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = (number << 8) | (bytes[position++] & 0xFF);
    }
    return number;
  }

  String text() {
    int length = count("bytes of a text", remaining());
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  void end(String what) {
    if (position != limit) {
      throw new BatchFormatException((limit - position) + " bytes too many in the " + what);
    }
  }
}
