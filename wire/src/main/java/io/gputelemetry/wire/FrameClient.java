package io.gputelemetry.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server. Requests may overlap: replies find their requests by a correlation
 * number, which the caller puts into the body and can read from a reply. Requests that come while
 * others are being written go out together. When the connection ends, everything that waits fails,
 * and the client is of no more use. Any thread may send.
 */
public final class FrameClient implements AutoCloseable {
  private final Connection connection;
  private final ToLongFunction<ByteBuffer> correlation;
  private final ConnectionLimits limits;
  private final ConcurrentHashMap<Long, CompletableFuture<ByteBuffer>> pending =
      new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
  private final LongSupplier nanoTime;
  private final Watchdog watchdog;

  private FrameClient(
      Transport transport, Connection.Settings settings, ToLongFunction<ByteBuffer> correlation) {
    this.limits = settings.limits();
    this.correlation = correlation;
    this.nanoTime = settings.nanoTime();
    this.connection = new Connection(transport, settings, new Frames());
    this.watchdog = new Watchdog(limits, nanoTime, connection::check);
  }

  /**
   * Connects. With TLS the handshake follows; requests wait for it, and fail with its reason.
   *
   * @param correlation the number in the body of a reply; 0 says that the frame is the server's
   *     last word about the connection
   * @param nanoTime measures the timeouts; {@code System::nanoTime} but in a simulation
   * @throws IOException if the server cannot be reached in time
   */
  public static FrameClient connect(
      InetSocketAddress address,
      FrameClientConfig config,
      ToLongFunction<ByteBuffer> correlation,
      LongSupplier nanoTime)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.socket().connect(address, Math.toIntExact(config.connectTimeout().toMillis()));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    BufferPool buffers = new BufferPool();
    Transport transport = transport(channel, address, config, buffers);
    var settings = new Connection.Settings(config.limits(), 0, buffers, nanoTime);
    FrameClient client = new FrameClient(transport, settings, correlation);
    client.watchdog.start("frames-to-" + address);
    client.connection.start("frames-to-" + address, Threads.SYSTEM);
    return client;
  }

  private static Transport transport(
      SocketChannel channel,
      InetSocketAddress address,
      FrameClientConfig config,
      BufferPool buffers) {
    return config
        .tls()
        .<Transport>map(tls ->
            new TlsTransport(
                channel, tls.engine(address.getHostString(), address.getPort()), buffers))
        .orElseGet(() -> new PlainTransport(channel));
  }

  /**
   * Sends a request; never waits. The future completes with the body of the reply, on the reading
   * thread, or fails with an {@link IOException} when the connection ends or too much is in flight.
   *
   * @param number the correlation number in the body, other than 0 and those in flight
   * @param body parts that follow each other, not to be changed any more
   * @throws IllegalArgumentException if the body is above the frame limit
   */
  public CompletableFuture<ByteBuffer> send(long number, List<ByteBuffer> body) {
    Outgoing frame = Outgoing.of(body, Outgoing.Kind.REQUEST);
    if (frame.bytes() > limits.maxFrameBytes()) {
      throw new IllegalArgumentException(
          "a frame of " + frame.bytes() + " bytes, at most " + limits.maxFrameBytes());
    }
    CompletableFuture<ByteBuffer> reply = new CompletableFuture<>();
    if (inFlight.incrementAndGet() > limits.maxInFlight()) {
      inFlight.decrementAndGet();
      reply.completeExceptionally(
          new IOException(limits.maxInFlight() + " requests are in flight"));
      return reply;
    }
    pending.put(number, reply);
    switch (connection.send(frame)) {
      case ACCEPTED -> {
        // The reply or the end of the connection completes it.
      }
      case OVERFLOW -> fail(number, new IOException("the server does not read what is sent"));
      case ENDED -> fail(number, failure());
    }
    return reply;
  }

  /** Whether requests can be sent. */
  public boolean isOpen() {
    return !connection.finished().isDone() && failure.get() == null;
  }

  /** Completes when the connection has ended. */
  public CompletableFuture<Void> closed() {
    return connection.finished().copy();
  }

  /** Ends the connection; what waits fails. */
  @Override
  public void close() {
    connection.close("closed by this side");
  }

  private void fail(long number, IOException cause) {
    CompletableFuture<ByteBuffer> waiting = pending.remove(number);
    if (waiting != null) {
      inFlight.decrementAndGet();
      waiting.completeExceptionally(cause);
    }
  }

  private IOException failure() {
    IOException known = failure.get();
    return known == null ? new IOException("the connection has ended") : known;
  }

  /** What is done with the server's frames. */
  private final class Frames implements Connection.Owner {
    // Touched by the watchdog's thread only.
    private long heartbeatAt = nanoTime.getAsLong();

    @Override
    public void received(Connection from, ByteBuffer body) {
      long number = correlation.applyAsLong(body);
      if (number == 0) {
        failure.compareAndSet(null, new PeerRefusedException(body));
        from.close("the server ended the connection");
        return;
      }
      CompletableFuture<ByteBuffer> waiting = pending.remove(number);
      if (waiting == null) {
        throw new IllegalStateException("a reply to the unknown request " + number);
      }
      inFlight.decrementAndGet();
      waiting.complete(body);
    }

    @Override
    public void heartbeatReceived(Connection from) {
      // That something was received is all it says.
    }

    @Override
    public List<ByteBuffer> tooLarge(int firstByte) {
      return List.of();
    }

    @Override
    public List<ByteBuffer> disagreed(String reason) {
      failure.compareAndSet(null, new HandshakeException(reason));
      return List.of();
    }

    @Override
    public void check(Connection of, long nowNanos) {
      long idleNanos = limits.idleTimeout().toNanos();
      if (of.pulse().sinceReceived(nowNanos) > idleNanos) {
        of.close("nothing was heard for " + Seconds.of(limits.idleTimeout()));
      } else if (of.pulse().sinceReceived(nowNanos) > idleNanos / 3
          && nowNanos - heartbeatAt > idleNanos / 3) {
        heartbeatAt = nowNanos;
        of.send(Outgoing.HEARTBEAT);
      }
    }

    @Override
    public void closed(Connection from, String reason) {
      failure.compareAndSet(null, new IOException(reason));
      watchdog.stop();
      for (Long number : pending.keySet()) {
        fail(number, failure());
      }
    }
  }
}
