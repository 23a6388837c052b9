package io.gputelemetry.embedded.door;

import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameHandler;
import io.gputelemetry.wire.FrameServer;
import io.gputelemetry.wire.FrameServerConfig;
import io.gputelemetry.wire.FrameService;
import io.gputelemetry.wire.TokenCheck;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a store over TCP. It does not own the store, which must outlive it. */
public final class StoreDoor implements AutoCloseable {
  private static final int MIB = 1 << 20;
  private static final int CONNECTIONS_MAX = 64;

  /** What a connection can have in work. */
  private static final int IN_FLIGHT_MAX = 8;

  /** Replies that are kept for a connection that does not read them. */
  private static final int REPLIES_MAX = 2;

  /** Requests that are worked on at the same time, over all connections; others are not read. */
  private static final int WORKING_MAX = 32;

  private static final Logger LOG = LoggerFactory.getLogger(StoreDoor.class);

  private final FrameServer server;
  private final StoreCalls calls;

  /**
   * Opens the door.
   *
   * @param config address and limits, see {@link #listeningOn}
   * @param tokens of which a client must present one; none means that no token is asked for
   * @param nanoTime measures timeouts; {@code System::nanoTime} but in a simulation
   * @throws IOException if the address cannot be listened on
   */
  public StoreDoor(
      FrameServerConfig config, List<String> tokens, SampleStore store, LongSupplier nanoTime)
      throws IOException {
    this.calls = new StoreCalls(store, WORKING_MAX, nanoTime);
    this.server = FrameServer.start(config, new Service(new TokenCheck(tokens), calls), nanoTime);
  }

  /**
   * 64 connections with 8 requests in flight each, 1 MiB frames, 2 MiB of replies that a client has
   * not read, 60 s idle, 30 s stalled, 5 s of grace.
   */
  public static FrameServerConfig listeningOn(InetSocketAddress address) {
    ConnectionLimits usual = ConnectionLimits.DEFAULTS;
    return new FrameServerConfig(
        address,
        CONNECTIONS_MAX,
        Duration.ofSeconds(5),
        new ConnectionLimits(
            StoreFrame.BYTES_MAX,
            IN_FLIGHT_MAX,
            REPLIES_MAX * MIB,
            usual.idleTimeout(),
            usual.stallTimeout()));
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Connections that are open now. */
  public int connections() {
    return server.connections();
  }

  /** Requests answered since the start, refusals included. */
  public long requests() {
    return calls.answered();
  }

  /** Requests refused since the start. */
  public long refused() {
    return calls.refused();
  }

  /** Takes no more requests, sends the replies that are due, and closes all connections. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  private record Service(TokenCheck tokens, StoreCalls calls) implements FrameService {
    @Override
    public FrameHandler open(InetSocketAddress peer) {
      return new DoorSession(
          tokens, calls, peer.getAddress().getHostAddress() + ":" + peer.getPort());
    }

    @Override
    public void disagreed(InetSocketAddress peer, String reason) {
      LOG.warn("no TLS with {}: {}", peer, reason);
    }

    @Override
    public ByteBuffer refusal(Refusal reason) {
      StoreReply.Refused refused =
          switch (reason) {
            case TOO_MANY_CONNECTIONS ->
                new StoreReply.Refused(StoreError.BUSY, "too many connections");
            case FRAME_TOO_LARGE ->
                new StoreReply.Refused(
                    StoreError.TOO_LARGE,
                    "a frame takes at most " + StoreFrame.BYTES_MAX + " bytes");
            case TLS_NEEDED ->
                new StoreReply.Refused(StoreError.BAD_REQUEST, "this port speaks TLS only");
          };
      return ReplyCodec.encode(StoreFrame.NO_CORRELATION, refused).getFirst();
    }
  }
}
