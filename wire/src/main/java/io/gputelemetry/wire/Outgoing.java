package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** A frame that waits to be written. */
record Outgoing(List<ByteBuffer> parts, int bytes, Kind kind) {

  enum Kind {
    /** A client's request. */
    REQUEST,
    /** A server's reply; written, it ends a request's time in flight. */
    REPLY,
    /** What a server sends beside its replies. */
    PUSH,
    /** The frame after which the connection ends. */
    LAST,
    /** An empty frame. */
    HEARTBEAT
  }

  static final Outgoing HEARTBEAT = new Outgoing(List.of(), Kind.HEARTBEAT);

  Outgoing(List<ByteBuffer> parts, Kind kind) {
    this(parts, sum(parts), kind);
  }

  private static int sum(List<ByteBuffer> parts) {
    long sum = 0;
    for (int i = 0; i < parts.size(); i++) {
      sum += parts.get(i).remaining();
    }
    return Math.toIntExact(sum);
  }
}
