package io.gputelemetry.wire;

import io.gputelemetry.wire.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * How a client connects.
 *
 * @param connectTimeout longest time to connect
 * @param limits of the connection; its idle timeout should be half of the server's or less, so that
 *     heartbeats keep an idle connection alive
 * @param tls if the server speaks TLS
 */
public record FrameClientConfig(
    Duration connectTimeout, ConnectionLimits limits, Optional<Tls> tls) {
  /** 5 s to connect, 1 MiB frames, 256 in flight, 64 MiB outbound, heartbeats every 10 s. */
  public static final FrameClientConfig DEFAULTS =
      new FrameClientConfig(
          Duration.ofSeconds(5),
          new ConnectionLimits(
              ConnectionLimits.DEFAULTS.maxFrameBytes(),
              ConnectionLimits.DEFAULTS.maxInFlight(),
              64 << 20,
              Duration.ofSeconds(30),
              Duration.ofSeconds(30)));

  /** Without TLS. */
  public FrameClientConfig(Duration connectTimeout, ConnectionLimits limits) {
    this(connectTimeout, limits, Optional.empty());
  }

  /** The same with TLS, or without. */
  public FrameClientConfig withTls(Optional<Tls> other) {
    return new FrameClientConfig(connectTimeout, limits, other);
  }
}
