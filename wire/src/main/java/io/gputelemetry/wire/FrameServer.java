package io.gputelemetry.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Accepts connections and serves their frames within limits. */
public final class FrameServer implements AutoCloseable {
  private static final int BACKLOG = 1024;

  /** Up to so many connections have threads of the system. */
  private static final int SYSTEM_THREADS_MAX = 64;

  private static final int REFUSALS_AT_ONCE = 16;
  private static final long ACCEPT_PAUSE_MILLIS = 100;
  private static final Duration ACCEPTOR_END = Duration.ofSeconds(3);

  private final ServerSocketChannel listener;
  private final FrameServerConfig config;
  private final FrameService service;
  private final Connection.Settings settings;
  private final InetSocketAddress address;
  private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
  private final Semaphore places;
  private final Semaphore refusals = new Semaphore(REFUSALS_AT_ONCE);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicLong accepted = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong acceptFailures = new AtomicLong();
  private final Watchdog watchdog;
  private final Thread acceptor;

  private FrameServer(
      ServerSocketChannel listener,
      FrameServerConfig config,
      FrameService service,
      LongSupplier nanoTime)
      throws IOException {
    this.listener = listener;
    this.config = config;
    this.service = service;
    this.settings =
        new Connection.Settings(
            config.limits(), config.closeGrace().toNanos(), new BufferPool(), nanoTime);
    this.address = (InetSocketAddress) listener.getLocalAddress();
    this.places = new Semaphore(config.maxConnections());
    this.watchdog = new Watchdog(config.limits(), nanoTime, this::check);
    this.acceptor =
        Thread.ofPlatform().name("frames-" + address.getPort()).unstarted(this::acceptLoop);
  }

  /**
   * Listens and serves from now on.
   *
   * @param nanoTime measures the timeouts; {@code System::nanoTime} but in a simulation
   * @throws IOException if the address cannot be listened on
   */
  public static FrameServer start(
      FrameServerConfig config, FrameService service, LongSupplier nanoTime) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    try {
      listener.bind(config.listen(), BACKLOG);
      FrameServer server = new FrameServer(listener, config, service, nanoTime);
      server.watchdog.start("frames-" + server.port());
      server.acceptor.start();
      return server;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /** The port that is listened on. */
  public int port() {
    return address.getPort();
  }

  /** Connections that are open now. */
  public int connections() {
    return config.maxConnections() - places.availablePermits();
  }

  /** Connections accepted since the start, refused ones included. */
  public long accepted() {
    return accepted.get();
  }

  /** Connections refused since the start because too many were open. */
  public long refused() {
    return refused.get();
  }

  /** Failures to accept since the start, for example for want of file descriptors. */
  public long acceptFailures() {
    return acceptFailures.get();
  }

  /**
   * Accepts and reads no more, sends the replies to what was read as long as the grace lasts, and
   * ends all connections. Waits until all is done; then the address is free again.
   */
  @Override
  public void close() throws IOException {
    closing.countDown();
    listener.close();
    for (Connection connection : connections) {
      connection.drain();
    }
    long deadline = settings.nanoTime().getAsLong() + settings.closeGraceNanos();
    awaitAcceptor();
    for (Connection connection : connections) {
      awaitFinished(connection, deadline);
    }
    watchdog.stop();
  }

  /** While a thread is still inside accept the system keeps the address taken. */
  private void awaitAcceptor() {
    try {
      var _ = acceptor.join(ACCEPTOR_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitFinished(Connection connection, long deadline) {
    long left = Math.max(0, deadline - settings.nanoTime().getAsLong());
    var finished = connection.finished();
    finished.copy().completeOnTimeout(null, left, TimeUnit.NANOSECONDS).join();
    if (!finished.isDone()) {
      connection.close("the server closed");
      finished.join();
    }
  }

  private void acceptLoop() {
    try {
      while (closing.getCount() > 0) {
        refusals.acquire();
        acceptOne();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A permit to refuse is held: before a connection is accepted it is sure what becomes of it. */
  private void acceptOne() throws InterruptedException {
    SocketChannel channel;
    try {
      channel = listener.accept();
    } catch (ClosedChannelException e) {
      closing.countDown();
      return;
    } catch (IOException e) {
      refusals.release();
      acceptFailures.incrementAndGet();
      var _ = closing.await(ACCEPT_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      return;
    }
    accepted.incrementAndGet();
    if (places.tryAcquire()) {
      refusals.release();
      admit(channel);
    } else {
      refused.incrementAndGet();
      refuse(channel);
    }
  }

  private void admit(SocketChannel channel) {
    try {
      var peer = configure(channel);
      serve(channel, new ServedConnection(service, peer, config.limits(), this::ended), peer);
    } catch (IOException | RuntimeException e) {
      acceptFailures.incrementAndGet();
      places.release();
      drop(channel);
    }
  }

  private void refuse(SocketChannel channel) {
    try {
      var peer = configure(channel);
      Connection connection =
          serve(channel, new RefusedConnection(service, this::refusalEnded), peer);
      RefusedConnection.refuse(connection, service);
    } catch (IOException e) {
      acceptFailures.incrementAndGet();
      refusals.release();
      drop(channel);
    }
  }

  private static InetSocketAddress configure(SocketChannel channel) throws IOException {
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    return (InetSocketAddress) channel.getRemoteAddress();
  }

  private void drop(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      acceptFailures.incrementAndGet();
    }
  }

  private Connection serve(SocketChannel channel, Connection.Owner owner, InetSocketAddress peer) {
    Connection connection = new Connection(transport(channel, peer), settings, owner);
    connections.add(connection);
    connection.start(
        "frames-" + peer, connections() <= SYSTEM_THREADS_MAX ? Threads.SYSTEM : Threads.VIRTUAL);
    if (closing.getCount() == 0) {
      connection.drain();
    }
    return connection;
  }

  private Transport transport(SocketChannel channel, InetSocketAddress peer) {
    return config
        .tls()
        .<Transport>map(tls ->
            new TlsTransport(
                channel,
                tls.engine(peer.getAddress().getHostAddress(), peer.getPort()),
                settings.buffers()))
        .orElseGet(() -> new PlainTransport(channel));
  }

  private void ended(Connection connection) {
    var _ =
        connection
            .finished()
            .thenRun(() -> {
              connections.remove(connection);
              places.release();
            });
  }

  private void refusalEnded(Connection connection) {
    var _ =
        connection
            .finished()
            .thenRun(() -> {
              connections.remove(connection);
              refusals.release();
            });
  }

  private void check(long nowNanos) {
    for (Connection connection : connections) {
      connection.check(nowNanos);
    }
  }
}
