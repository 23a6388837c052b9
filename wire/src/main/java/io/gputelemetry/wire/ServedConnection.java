package io.gputelemetry.wire;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** A connection whose frames go to the handler of a service. */
final class ServedConnection implements Connection.Owner {
  private final FrameService service;
  private final InetSocketAddress peer;
  private final FrameHandler handler;
  private final Consumer<Connection> ended;
  private final long idleNanos;

  ServedConnection(
      FrameService service,
      InetSocketAddress peer,
      ConnectionLimits limits,
      Consumer<Connection> ended) {
    this.service = service;
    this.peer = peer;
    this.handler = service.open(peer);
    this.idleNanos = limits.idleTimeout().toNanos();
    this.ended = ended;
  }

  @Override
  public void received(Connection connection, ByteBuffer body) {
    handler.received(body, connection.begin());
  }

  @Override
  public void heartbeatReceived(Connection connection) {
    connection.send(Outgoing.HEARTBEAT);
  }

  @Override
  public List<ByteBuffer> tooLarge(int firstByte) {
    return List.of(
        handler
            .tooLarge(firstByte)
            .orElseGet(() -> service.refusal(FrameService.Refusal.FRAME_TOO_LARGE)));
  }

  @Override
  public List<ByteBuffer> disagreed(String reason) {
    service.disagreed(peer, reason);
    return List.of(service.refusal(FrameService.Refusal.TLS_NEEDED));
  }

  @Override
  public void check(Connection connection, long nowNanos) {
    if (connection.pulse().sinceReceived(nowNanos) > idleNanos
        && connection.isQuiet()
        && !handler.isPushing()) {
      connection.close("idle");
    }
  }

  @Override
  public void closed(Connection connection, String reason) {
    try {
      handler.closed(reason);
    } finally {
      ended.accept(connection);
    }
  }
}
