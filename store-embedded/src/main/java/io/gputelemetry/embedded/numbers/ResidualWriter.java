package io.gputelemetry.embedded.numbers;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes numbers that are mostly zero or small, in a growing buffer: a run of zeros is a zero byte
 * and the length of the run less one, any other number is a variable-length integer (seven bits a
 * byte, low ones first, the top bit says that more follow).
 */
public final class ResidualWriter {
  private byte[] bytes;
  private int size;
  private int zeros;

  public ResidualWriter(int capacity) {
    bytes = new byte[capacity];
  }

  /** Makes sure that this many bytes can follow without a further check. */
  public void reserve(int room) {
    if (bytes.length - size < room) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + room));
    }
  }

  /** A number that may have either sign. */
  public void signed(long number) {
    residual(number << 1 ^ number >> 63);
  }

  /** A number taken as unsigned. */
  public void residual(long number) {
    if (number == 0) {
      zeros++;
      return;
    }
    endRun();
    varint(number);
  }

  /** Ends a column: what follows does not continue a run of zeros. */
  public void endRun() {
    if (zeros > 0) {
      bytes[size++] = 0;
      varint(zeros - 1L);
      zeros = 0;
    }
  }

  /** A number outside of any column. */
  public void varint(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  /** A number outside of any column that may have either sign. */
  public void number(long number) {
    varint(number << 1 ^ number >> 63);
  }

  /** A value by its bits, outside of any column; short if it has few of them. */
  public void pattern(double value) {
    varint(Long.reverse(Double.doubleToRawLongBits(value)));
  }

  public void int32(int number) {
    putInt32(size, number);
    size += Integer.BYTES;
  }

  /** Writes a number over what is there. */
  public void putInt32(int at, int number) {
    ByteBuffer.wrap(bytes).putInt(at, number);
  }

  public void int64(long number) {
    ByteBuffer.wrap(bytes).putLong(size, number);
    size += Long.BYTES;
  }

  /** What was written. */
  public ByteBuffer copy() {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, size));
  }

  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return size;
  }

  public void clear() {
    size = 0;
  }
}
