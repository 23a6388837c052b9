package io.gputelemetry.wire;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How a server listens.
 *
 * @param listen address; port 0 takes a free one
 * @param maxConnections connections served at once; a further one is told so and closed
 * @param closeGrace how long {@code close()} waits for replies to requests that were read
 * @param limits of each connection
 */
public record FrameServerConfig(
    InetSocketAddress listen, int maxConnections, Duration closeGrace, ConnectionLimits limits) {

  public FrameServerConfig {
    if (maxConnections < 1 || closeGrace.isNegative()) {
      throw new IllegalArgumentException(maxConnections + " connections, grace " + closeGrace);
    }
  }

  /** 10,000 connections, 5 s of grace, the default limits. */
  public static FrameServerConfig listeningOn(InetSocketAddress address) {
    return new FrameServerConfig(address, 10_000, Duration.ofSeconds(5), ConnectionLimits.DEFAULTS);
  }
}
