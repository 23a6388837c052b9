package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueFormatException;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.queue.RequestCodec;
import io.gputelemetry.systemtests.simulation.history.History;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where connections meet the broker: frames become requests, replies become frames, and both go
 * into the history, as they are on the wire.
 */
final class Door implements Network.Server {
  private final Machine machine;
  private final Network network;
  private final History history;
  private final TreeMap<Long, QueueConnection> sessions = new TreeMap<>();

  Door(Machine machine, Network network, History history) {
    this.machine = machine;
    this.network = network;
    this.history = history;
  }

  /** The broker is gone, and with it all sessions. */
  void clear() {
    sessions.clear();
  }

  @Override
  public boolean opened(Link link) {
    Optional<QueueConnection> session = machine.connect(link.client().name());
    session.ifPresent(connection -> {
      sessions.put(link.id(), connection);
      history.opened(link.id());
    });
    return session.isPresent();
  }

  @Override
  public void arrived(Link link, ByteBuffer frame) {
    QueueConnection session = sessions.get(link.id());
    if (session == null) {
      return;
    }
    long correlation = QueueFrame.correlation(frame);
    history.arrived(link.id(), correlation, request(frame), frame);
    var _ =
        session
            .send(request(frame))
            .whenComplete((reply, failure) -> {
              if (failure == null) {
                left(link, correlation, reply);
              } else {
                history.failed(link.id(), correlation);
                network.closeByServer(link);
              }
            });
    machine.touched();
    machine.wake();
  }

  @Override
  public void closed(Link link) {
    QueueConnection session = sessions.remove(link.id());
    if (session != null) {
      history.closed(link.id());
      session.close();
      machine.wake();
    }
  }

  /** Unless the machine stands still since a moment ago: then nothing leaves it any more. */
  private void left(Link link, long correlation, QueueReply reply) {
    if (machine.isStruck()) {
      return;
    }
    ByteBuffer frame = joined(ReplyCodec.encode(correlation, reply));
    history.left(link.id(), correlation, reply(frame), frame);
    if (link.isServerOpen()) {
      network.toClient(link, frame);
    }
  }

  private static QueueRequest request(ByteBuffer frame) {
    try {
      return RequestCodec.decode(frame.duplicate());
    } catch (QueueFormatException e) {
      throw new IllegalStateException("BUG: a request that cannot be read", e);
    }
  }

  /** The reply in a frame. */
  static QueueReply reply(ByteBuffer frame) {
    try {
      return ReplyCodec.decode(frame.duplicate());
    } catch (QueueFormatException e) {
      throw new IllegalStateException("BUG: a reply that cannot be read", e);
    }
  }

  /** The parts of a frame behind each other, as they are on the wire. */
  static ByteBuffer joined(List<ByteBuffer> parts) {
    int bytes = parts.stream().mapToInt(ByteBuffer::remaining).sum();
    ByteBuffer joined = ByteBuffer.allocate(bytes);
    parts.forEach(part -> joined.put(part.duplicate()));
    return joined.flip();
  }
}
