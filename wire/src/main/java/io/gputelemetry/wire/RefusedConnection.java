package io.gputelemetry.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/** A connection for which there is no place: it gets one frame that says so. */
final class RefusedConnection implements Connection.Owner {
  private final FrameService service;
  private final Consumer<Connection> ended;

  RefusedConnection(FrameService service, Consumer<Connection> ended) {
    this.service = service;
    this.ended = ended;
  }

  static void refuse(Connection connection, FrameService service) {
    connection
        .begin()
        .sendLast(List.of(service.refusal(FrameService.Refusal.TOO_MANY_CONNECTIONS)));
  }

  @Override
  public void received(Connection connection, ByteBuffer body) {
    // It came before the refusal was sent, and is not looked at.
  }

  @Override
  public void heartbeatReceived(Connection connection) {
    // The refusal is on its way.
  }

  @Override
  public List<ByteBuffer> tooLarge(int firstByte) {
    return List.of(service.refusal(FrameService.Refusal.TOO_MANY_CONNECTIONS));
  }

  @Override
  public List<ByteBuffer> disagreed(String reason) {
    return List.of(service.refusal(FrameService.Refusal.TOO_MANY_CONNECTIONS));
  }

  @Override
  public void check(Connection connection, long nowNanos) {
    // The end of the last frame is watched by the connection itself.
  }

  @Override
  public void closed(Connection connection, String reason) {
    ended.accept(connection);
  }
}
