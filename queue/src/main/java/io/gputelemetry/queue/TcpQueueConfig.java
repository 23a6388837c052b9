package io.gputelemetry.queue;

import io.gputelemetry.wire.FrameClientConfig;
import io.gputelemetry.wire.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the broker is and who we are.
 *
 * @param host its name, resolved anew for each attempt to connect
 * @param port its TCP port
 * @param hello who we are, with the token, which is empty when the broker has none
 * @param patience beyond the waiting a request asks for, the longest time it waits for a connection
 * @param backoffMax longest pause between attempts to connect; the first is a hundredth of it
 * @param wire limits and timeouts of the connection; the frame limit must be the broker's
 */
public record TcpQueueConfig(
    String host,
    int port,
    QueueRequest.Hello hello,
    Duration patience,
    Duration backoffMax,
    FrameClientConfig wire) {

  /** The default patience. */
  public static final Duration PATIENCE = Duration.ofSeconds(2);

  public TcpQueueConfig {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port);
    }
    if (patience.isNegative() || !backoffMax.isPositive()) {
      throw new IllegalArgumentException("patience " + patience + ", back-off " + backoffMax);
    }
  }

  /** Waits 2 s for a connection, pauses at most 5 s, the default limits of a client. */
  public static TcpQueueConfig of(String host, int port, QueueRequest.Hello hello) {
    return new TcpQueueConfig(
        host, port, hello, PATIENCE, Duration.ofSeconds(5), FrameClientConfig.DEFAULTS);
  }

  /** The same with TLS, or without. */
  public TcpQueueConfig withTls(Optional<Tls> tls) {
    return new TcpQueueConfig(host, port, hello, patience, backoffMax, wire.withTls(tls));
  }

  /** The same with another patience. */
  public TcpQueueConfig withPatience(Duration other) {
    return new TcpQueueConfig(host, port, hello, other, backoffMax, wire);
  }
}
