package io.gputelemetry.broker.ledger;

import io.gputelemetry.journal.OffsetSet;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Collects the body of a control batch; grows as needed. */
final class StateWriter {
  private static final int NUMBER_BYTES_MAX = 10;

  private ByteBuffer buffer;

  StateWriter(int capacity) {
    buffer = ByteBuffer.allocate(Math.max(16, capacity));
  }

  StateWriter octet(int value) {
    room(1).put((byte) value);
    return this;
  }

  /** Seven bits at a time, low ones first; the top bit of an octet says that more follow. */
  StateWriter number(long value) {
    ByteBuffer target = room(NUMBER_BYTES_MAX);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      target.put((byte) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    target.put((byte) rest);
    return this;
  }

  StateWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    octet(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  StateWriter longText(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    number(bytes.length);
    room(bytes.length).put(bytes);
    return this;
  }

  StateWriter offsets(OffsetSet set) {
    set.encode(room(set.encodedBytes()));
    return this;
  }

  /** What was written; the writer is not to be used after it. */
  ByteBuffer finish() {
    return buffer.flip().asReadOnlyBuffer();
  }

  private ByteBuffer room(int bytes) {
    if (buffer.remaining() < bytes) {
      int capacity = Math.addExact(Math.multiplyExact(2, buffer.capacity()), bytes);
      buffer = ByteBuffer.allocate(capacity).put(buffer.flip());
    }
    return buffer;
  }
}
