package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.broker.access.Guard;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.wire.FrameHandler;
import io.gputelemetry.wire.FrameServer;
import io.gputelemetry.wire.FrameServerConfig;
import io.gputelemetry.wire.FrameService;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves an engine over TCP. Every TCP connection is a session with the engine of its own, which is
 * closed with it, so what it held is given back.
 */
public final class TcpDoor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpDoor.class);

  private final FrameServer server;

  /**
   * Opens the door.
   *
   * @param config address and limits
   * @param tokens of which a client must present one; none means that no token is asked for
   * @param engine what is served
   * @param nanoTime measures timeouts; {@code System::nanoTime} but in a simulation
   * @throws IOException if the address cannot be listened on
   */
  public TcpDoor(
      FrameServerConfig config, List<AccessToken> tokens, Engine engine, LongSupplier nanoTime)
      throws IOException {
    int maxFrameBytes = config.limits().maxFrameBytes();
    Admission admission =
        new Admission(new Guard(tokens), engine, maxFrameBytes - QueueFrame.RESERVED_BYTES);
    this.server = FrameServer.start(config, new Service(admission, maxFrameBytes), nanoTime);
  }

  /** The port that is listened on. */
  public int port() {
    return server.port();
  }

  /** Connections that are open now. */
  public int connections() {
    return server.connections();
  }

  /** Connections refused since the start because too many were open. */
  public long refusedConnections() {
    return server.refused();
  }

  /** Takes no more requests, sends the replies that are due, and closes all connections. */
  @Override
  public void close() throws IOException {
    server.close();
  }

  /**
   * What is served.
   *
   * @param sessions a new session with the engine, whose messages may be in files; names in the
   *     info are empty if no Hello came, which is allowed without tokens
   * @param times shared by all doors of the engine that take JSON
   */
  public record Engine(Function<SessionInfo, QueueConnection> sessions, EventTimes times) {}

  /**
   * What sessions need to know.
   *
   * @param messageBytesMax what the messages of one frame may take
   */
  record Admission(Guard guard, Engine engine, int messageBytesMax) {}

  private record Service(Admission admission, int maxFrameBytes) implements FrameService {
    @Override
    public FrameHandler open(InetSocketAddress peer) {
      return new DoorSession(admission, peer.getAddress().getHostAddress() + ":" + peer.getPort());
    }

    @Override
    public void disagreed(InetSocketAddress peer, String reason) {
      LOG.warn("no TLS with {}: {}", peer, reason);
    }

    @Override
    public ByteBuffer refusal(Refusal reason) {
      QueueReply.Refused refused =
          switch (reason) {
            case TOO_MANY_CONNECTIONS ->
                new QueueReply.Refused(QueueError.BUSY, "too many connections");
            case FRAME_TOO_LARGE ->
                new QueueReply.Refused(
                    QueueError.TOO_LARGE, "a frame takes at most " + maxFrameBytes + " bytes");
            case TLS_NEEDED ->
                new QueueReply.Refused(QueueError.BAD_REQUEST, "this port speaks TLS only");
          };
      return ReplyCodec.encode(QueueFrame.NO_CORRELATION, refused).getFirst();
    }
  }
}
