package io.gputelemetry.exposition;

import java.util.Arrays;
import java.util.Random;

/** Damages bytes: a few of them changed, cut, repeated or put in. */
public final class Mutations {
  private static final byte[] ODD = {
    0, 1, '\n', '\r', ' ', '"', '\\', '{', '}', ',', '#', -1, -128, 127
  };

  private Mutations() {}

  /** A damaged copy. */
  public static byte[] of(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times && bytes.length > 1; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = ODD[random.nextInt(ODD.length)];
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 -> bytes = without(bytes, at, random.nextInt(Math.min(bytes.length - at, 20) + 1));
        default -> bytes = twice(bytes, at, random.nextInt(Math.min(bytes.length - at, 50) + 1));
      }
    }
    return bytes;
  }

  private static byte[] without(byte[] bytes, int at, int count) {
    byte[] rest = Arrays.copyOf(bytes, bytes.length - count);
    System.arraycopy(bytes, at + count, rest, at, bytes.length - at - count);
    return rest;
  }

  private static byte[] twice(byte[] bytes, int at, int count) {
    byte[] more = Arrays.copyOf(bytes, bytes.length + count);
    System.arraycopy(bytes, at, more, at + count, bytes.length - at);
    return more;
  }
}
