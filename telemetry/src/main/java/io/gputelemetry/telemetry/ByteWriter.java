package io.gputelemetry.telemetry;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow, with the number forms of the batch format. */
final class ByteWriter {
  private static final int LONGEST_VARINT = 10;

  private byte[] bytes;
  private int size;

  ByteWriter(int capacity) {
    bytes = new byte[capacity];
  }

  int size() {
    return size;
  }

  byte[] array() {
    return bytes;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  /** Leaves room to be filled in later. */
  void skip(int count) {
    reserve(count);
    size += count;
  }

  /** An unsigned number, seven bits a byte, the lowest first. */
  void varint(long number) {
    reserve(LONGEST_VARINT);
    long rest = number;
    int at = size;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    size = at;
  }

  /** A signed number whose small values of either sign are short. */
  void zigzag(long number) {
    varint((number << 1) ^ (number >> 63));
  }

  void int64(long number) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[size++] = (byte) (number >>> shift);
    }
  }

  void bytes(byte[] source) {
    reserve(source.length);
    System.arraycopy(source, 0, bytes, size, source.length);
    size += source.length;
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    varint(utf8.length);
    bytes(utf8);
  }

  private void reserve(int count) {
    if (bytes.length - size < count) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
    }
  }
}
