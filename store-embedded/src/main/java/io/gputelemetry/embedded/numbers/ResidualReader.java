package io.gputelemetry.embedded.numbers;

import java.nio.ByteBuffer;

/** Reads what {@link ResidualWriter} wrote. Anything else ends in IndexOutOfBoundsException. */
public final class ResidualReader {
  private final byte[] bytes;
  private int at;
  private long zeros;

  public ResidualReader(byte[] bytes) {
    this(bytes, 0);
  }

  public ResidualReader(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  /** A number of a column that may have either sign. */
  public long signed() {
    long number = residual();
    return number >>> 1 ^ -(number & 1);
  }

  /** A number of a column taken as unsigned. */
  public long residual() {
    if (zeros > 0) {
      zeros--;
      return 0;
    }
    long number = varint();
    if (number == 0) {
      zeros = varint();
    }
    return number;
  }

  /** A number outside of any column that may have either sign. */
  public long number() {
    long number = varint();
    return number >>> 1 ^ -(number & 1);
  }

  public double pattern() {
    return Double.longBitsToDouble(Long.reverse(varint()));
  }

  public int int32() {
    at += Integer.BYTES;
    return ByteBuffer.wrap(bytes).getInt(at - Integer.BYTES);
  }

  public long int64() {
    at += Long.BYTES;
    return ByteBuffer.wrap(bytes).getLong(at - Long.BYTES);
  }

  public long varint() {
    byte next = bytes[at++];
    if (next >= 0) {
      return next;
    }
    long number = next & 0x7f;
    for (int shift = 7; ; shift += 7) {
      next = bytes[at++];
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  /** Whether a run of zeros is not over. */
  public boolean isInRun() {
    return zeros > 0;
  }

  /** Where in the bytes it is. */
  public int position() {
    return at;
  }
}
