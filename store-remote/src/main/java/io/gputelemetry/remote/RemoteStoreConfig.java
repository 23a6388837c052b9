package io.gputelemetry.remote;

import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.wire.FrameClientConfig;
import io.gputelemetry.wire.tls.Tls;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the store is and who we are.
 *
 * @param host its name, resolved anew for each attempt to connect
 * @param port its TCP port
 * @param hello who we are, with the token, which is empty when the store has none
 * @param appendTimeout longest time for a batch to be stored, connecting included
 * @param queryTimeout longest time for each chunk of a query's answer
 * @param backoffMax longest pause between attempts to connect; the first is a hundredth of it
 * @param wire limits and timeouts of the connection
 */
public record RemoteStoreConfig(
    String host,
    int port,
    StoreRequest.Hello hello,
    Duration appendTimeout,
    Duration queryTimeout,
    Duration backoffMax,
    FrameClientConfig wire) {

  public RemoteStoreConfig {
    if (port < 1 || port > 0xffff) {
      throw new IllegalArgumentException("port " + port);
    }
    if (!appendTimeout.isPositive() || !queryTimeout.isPositive() || !backoffMax.isPositive()) {
      throw new IllegalArgumentException(
          "timeouts " + appendTimeout + ", " + queryTimeout + ", back-off " + backoffMax);
    }
    if (wire.limits().maxFrameBytes() != StoreFrame.BYTES_MAX) {
      throw new IllegalArgumentException("a frame takes " + StoreFrame.BYTES_MAX + " bytes");
    }
  }

  /** 10 s for an append, 30 s for a chunk, pauses of at most 1 s, the usual limits of a client. */
  public static RemoteStoreConfig of(String host, int port, StoreRequest.Hello hello) {
    return new RemoteStoreConfig(
        host,
        port,
        hello,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        FrameClientConfig.DEFAULTS);
  }

  /** The same with TLS, or without. */
  public RemoteStoreConfig withTls(Optional<Tls> tls) {
    return new RemoteStoreConfig(
        host, port, hello, appendTimeout, queryTimeout, backoffMax, wire.withTls(tls));
  }

  /** For messages. */
  String url() {
    return (wire.tls().isPresent() ? "tls://" : "tcp://")
        + (host.contains(":") ? "[" + host + "]" : host)
        + ":"
        + port;
  }
}
