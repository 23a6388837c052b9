package io.gputelemetry.wire;

import java.time.Duration;

/**
 * What one connection may take.
 *
 * @param maxFrameBytes longest body, both ways; 1 MiB by default, at most 16 MiB
 * @param maxInFlight requests whose replies are not written yet: a server stops reading there, a
 *     client refuses to send more
 * @param maxOutboundBytes frames that wait for the peer to read: a server stops reading there, and
 *     ends the connection at twice as much; a client refuses to send more
 * @param idleTimeout a server ends a connection on which nothing was received for this long and
 *     nothing is in flight; a client sends a heartbeat after a third of it, and ends a connection
 *     on which it heard nothing for this long
 * @param stallTimeout longest time for a frame that has begun to arrive, and for the peer to take
 *     the next bytes of what is being written
 */
public record ConnectionLimits(
    int maxFrameBytes,
    int maxInFlight,
    int maxOutboundBytes,
    Duration idleTimeout,
    Duration stallTimeout) {

  private static final int MIB = 1 << 20;
  private static final int FRAME_BYTES_MAX = 16 * MIB;

  /** 1 MiB frames, 256 in flight, 8 MiB outbound, 60 s idle, 30 s stalled. */
  public static final ConnectionLimits DEFAULTS =
      new ConnectionLimits(MIB, 256, 8 * MIB, Duration.ofSeconds(60), Duration.ofSeconds(30));

  public ConnectionLimits {
    if (maxFrameBytes < 1 || maxFrameBytes > FRAME_BYTES_MAX) {
      throw new IllegalArgumentException("frame limit " + maxFrameBytes + ", at most 16 MiB");
    }
    if (maxInFlight < 1 || maxOutboundBytes < 1) {
      throw new IllegalArgumentException(
          "in flight " + maxInFlight + ", outbound bytes " + maxOutboundBytes);
    }
    if (!idleTimeout.isPositive() || !stallTimeout.isPositive()) {
      throw new IllegalArgumentException("timeouts " + idleTimeout + ", " + stallTimeout);
    }
  }

  /** These with another frame limit. */
  public ConnectionLimits withMaxFrameBytes(int bytes) {
    return new ConnectionLimits(bytes, maxInFlight, maxOutboundBytes, idleTimeout, stallTimeout);
  }

  /** These with other timeouts. */
  public ConnectionLimits withTimeouts(Duration idle, Duration stall) {
    return new ConnectionLimits(maxFrameBytes, maxInFlight, maxOutboundBytes, idle, stall);
  }
}
