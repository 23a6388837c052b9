package io.gputelemetry.benchmarks.queue;

import java.nio.ByteBuffer;

/** What is sent: who sent it, its number, when, and bytes that do not compress. */
final class Body {
  private static final int HEAD_BYTES = 8 + 8;
  private static final int PRODUCER_SHIFT = 40;

  private Body() {}

  /** A new array, as an application would make one. */
  static byte[] make(int bytes, int producer, long number, long sentNanos) {
    byte[] body = new byte[bytes];
    ByteBuffer.wrap(body).putLong(((long) producer << PRODUCER_SHIFT) | number).putLong(sentNanos);
    long noise = number * 0x9e3779b97f4a7c15L + producer;
    for (int at = HEAD_BYTES; at + 8 <= bytes; at += 64) {
      noise ^= noise << 13;
      noise ^= noise >>> 7;
      noise ^= noise << 17;
      body[at] = (byte) noise;
      body[at + 7] = (byte) (noise >>> 8);
    }
    return body;
  }

  static int producer(ByteBuffer buffer, int at) {
    return (int) (buffer.getLong(at) >>> PRODUCER_SHIFT);
  }

  static int number(ByteBuffer buffer, int at) {
    return (int) (buffer.getLong(at) & ((1L << PRODUCER_SHIFT) - 1));
  }

  static long sentNanos(ByteBuffer buffer, int at) {
    return buffer.getLong(at + 8);
  }
}
