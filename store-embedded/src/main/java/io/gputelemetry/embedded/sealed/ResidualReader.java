package io.gputelemetry.embedded.sealed;

/** Reads what {@link ResidualWriter} wrote. Anything else ends in IndexOutOfBoundsException. */
final class ResidualReader {
  private final byte[] bytes;
  private int at;
  private long zeros;

  ResidualReader(byte[] bytes) {
    this.bytes = bytes;
  }

  long signed() {
    long number = residual();
    return number >>> 1 ^ -(number & 1);
  }

  long residual() {
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

  long varint() {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = bytes[at++];
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  /** Bytes read so far. */
  int position() {
    return at;
  }
}
