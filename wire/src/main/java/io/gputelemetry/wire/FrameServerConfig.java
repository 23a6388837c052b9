package io.gputelemetry.wire;

import io.gputelemetry.wire.tls.Tls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * How a server listens.
 *
 * @param listen address; port 0 takes a free one
 * @param maxConnections connections served at once; a further one is told so and closed
 * @param closeGrace how long {@code close()} waits for replies to requests that were read
 * @param limits of each connection; a TLS handshake may take as long as a frame
 * @param tls if TLS is spoken, and nothing else
 */
public record FrameServerConfig(
    InetSocketAddress listen,
    int maxConnections,
    Duration closeGrace,
    ConnectionLimits limits,
    Optional<Tls> tls) {

  public FrameServerConfig {
    if (maxConnections < 1 || closeGrace.isNegative()) {
      throw new IllegalArgumentException(maxConnections + " connections, grace " + closeGrace);
    }
  }

  /** Without TLS. */
  public FrameServerConfig(
      InetSocketAddress listen, int maxConnections, Duration closeGrace, ConnectionLimits limits) {
    this(listen, maxConnections, closeGrace, limits, Optional.empty());
  }

  /** The same with TLS, or without. */
  public FrameServerConfig withTls(Optional<Tls> other) {
    return new FrameServerConfig(listen, maxConnections, closeGrace, limits, other);
  }

  /** 10,000 connections, 5 s of grace, the default limits. */
  public static FrameServerConfig listeningOn(InetSocketAddress address) {
    return new FrameServerConfig(address, 10_000, Duration.ofSeconds(5), ConnectionLimits.DEFAULTS);
  }
}
