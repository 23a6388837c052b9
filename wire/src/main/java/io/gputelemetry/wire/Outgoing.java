package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A frame that waits to be written. */
record Outgoing(List<FramePart> parts, int bytes, Kind kind) {

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

  Outgoing(List<FramePart> parts, Kind kind) {
    this(parts, sum(parts), kind);
  }

  /** A frame that is in memory. */
  static Outgoing of(List<ByteBuffer> parts, Kind kind) {
    List<FramePart> each = new ArrayList<>(parts.size());
    for (ByteBuffer part : parts) {
      each.add(new FramePart.InMemory(part));
    }
    return new Outgoing(each, kind);
  }

  private static int sum(List<FramePart> parts) {
    long sum = 0;
    for (FramePart part : parts) {
      sum += part.bytes();
    }
    return Math.toIntExact(sum);
  }
}
