package io.gputelemetry.runtime.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections that clients have open. The server knows of a connection only once it can tell
 * what is spoken there, and looks for idle ones between requests; so those that are silent before
 * their first request, TLS handshake included, or stop in the middle of a request's head or body,
 * are ended here.
 */
final class OpenConnections implements Http1ConnectionListener, Filter {
  private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);

  /** Checks in the time that a client has. */
  private static final int CHECKS = 4;

  private static final int NOT_AWAITED = 0;

  private final Map<SocketAddress, Connection> connections = new ConcurrentHashMap<>();

  /** A connection, with the checks that are left until the client has to be heard of. */
  private record Connection(SocketChannel channel, AtomicInteger left) {}

  /**
   * No connection yet.
   *
   * @param patience with a client whose next words are awaited
   * @param timer that looks after them
   */
  OpenConnections(Duration patience, ScheduledExecutorService timer) {
    long period = Math.max(1, patience.toNanos() / CHECKS);
    var _ = timer.scheduleWithFixedDelay(this::check, period, period, TimeUnit.NANOSECONDS);
  }

  /** What the server does with a connection that it has accepted. */
  SocketOptions options() {
    return new Accepting(SocketOptions.create());
  }

  private void accepted(SocketChannel channel) {
    try {
      connections.put(
          channel.getRemoteAddress(), new Connection(channel, new AtomicInteger(CHECKS + 1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of a request is there, the rest has to follow. */
  @Override
  public void prologue(ConnectionContext context, HttpPrologue prologue) {
    await(context.remotePeer().address(), CHECKS + 1);
  }

  /** The head of a request is there. */
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    await(request.remotePeer().address(), NOT_AWAITED);
    chain.proceed();
  }

  /** More of a body has to follow. */
  void bodyAwaited(SocketAddress client) {
    await(client, CHECKS + 1);
  }

  /** More of a body is there, or will never be; whether it was given up here. */
  boolean bodyArrived(SocketAddress client) {
    Connection connection = connections.get(client);
    return connection != null && connection.left().getAndSet(NOT_AWAITED) == NOT_AWAITED;
  }

  private void await(SocketAddress client, int left) {
    Connection connection = connections.get(client);
    if (connection != null) {
      connection.left().set(left);
    }
  }

  private void check() {
    connections.values().removeIf(connection -> !connection.channel().isOpen());
    connections.values().forEach(OpenConnections::check);
  }

  private static void check(Connection connection) {
    int left = connection.left().get();
    if (left != NOT_AWAITED && connection.left().compareAndSet(left, left - 1) && left == 1) {
      end(connection.channel());
    }
  }

  /** The server sees an end of the client's words and closes, as it does when a client leaves. */
  private static void end(SocketChannel channel) {
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      LOG.debug("a connection whose time was over ended by itself", e);
    }
  }

  /** The usual options, and a word to this about every connection. */
  private final class Accepting implements SocketOptions {
    private final SocketOptions usual;

    Accepting(SocketOptions usual) {
      this.usual = usual;
    }

    @Override
    public void configureSocket(SocketChannel channel) {
      usual.configureSocket(channel);
      accepted(channel);
    }

    @Override
    public Map<SocketOption<?>, Object> socketOptions() {
      return usual.socketOptions();
    }

    @Override
    public Duration connectTimeout() {
      return usual.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
      return usual.readTimeout();
    }

    @Override
    public Optional<Integer> socketReceiveBufferSize() {
      return usual.socketReceiveBufferSize();
    }

    @Override
    public Optional<Integer> socketSendBufferSize() {
      return usual.socketSendBufferSize();
    }

    @Override
    public boolean socketReuseAddress() {
      return usual.socketReuseAddress();
    }

    @Override
    public boolean socketKeepAlive() {
      return usual.socketKeepAlive();
    }

    @Override
    public boolean tcpNoDelay() {
      return usual.tcpNoDelay();
    }
  }
}
