package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueFormatException;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.queue.RequestCodec;
import io.gputelemetry.wire.FrameHandler;
import io.gputelemetry.wire.FrameReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One TCP connection: checks who it is, then passes requests on. Its reading thread owns it. */
final class DoorSession implements FrameHandler {
  private static final Logger LOG = LoggerFactory.getLogger(DoorSession.class);
  private static final String JSON_REFUSAL =
      "{\"type\":\"refused\",\"error\":\"BAD_REQUEST\",\"message\":\"this door speaks binary frames"
          + " of version "
          + QueueFrame.VERSION
          + ", not JSON\"}";

  private final TcpDoor.Admission admission;
  private final String address;
  private Optional<EngineCalls> engine = Optional.empty();

  DoorSession(TcpDoor.Admission admission, String address) {
    this.admission = admission;
    this.address = address;
  }

  @Override
  public void received(ByteBuffer body, FrameReply reply) {
    if (body.get(body.position()) == '{') {
      reply.sendLast(List.of(ByteBuffer.wrap(JSON_REFUSAL.getBytes(StandardCharsets.UTF_8))));
    } else if (!QueueFrame.isReadable(body)) {
      refuseLast(
          reply,
          QueueFrame.NO_CORRELATION,
          QueueError.BAD_REQUEST,
          "no binary frame of version " + QueueFrame.VERSION);
    } else if (QueueFrame.correlation(body) == QueueFrame.NO_CORRELATION) {
      refuseLast(
          reply, QueueFrame.NO_CORRELATION, QueueError.BAD_REQUEST, "correlation id 0 is reserved");
    } else {
      handle(QueueFrame.correlation(body), body, reply);
    }
  }

  @Override
  public void closed(String reason) {
    LOG.debug("connection of {} ended: {}", address, reason);
    engine.ifPresent(EngineCalls::close);
  }

  private void handle(long correlation, ByteBuffer body, FrameReply reply) {
    QueueRequest request;
    try {
      request = RequestCodec.decode(body);
    } catch (QueueFormatException e) {
      if (isStranger()) {
        refuseStranger(correlation, reply);
      } else {
        String message = String.valueOf(e.getMessage());
        refuse(reply, correlation, QueueError.BAD_REQUEST, message);
      }
      return;
    }
    if (request instanceof QueueRequest.Hello hello) {
      greet(correlation, hello, reply);
    } else if (isStranger()) {
      refuseStranger(correlation, reply);
    } else {
      session(new SessionInfo("", "", address)).call(correlation, request, reply);
    }
  }

  private void greet(long correlation, QueueRequest.Hello hello, FrameReply reply) {
    if (!admission.tokens().accepts(hello.token())) {
      LOG.warn("{} from {} presented no valid token", hello, address);
      refuseStranger(correlation, reply);
    } else if (engine.isPresent()) {
      refuse(reply, correlation, QueueError.BAD_REQUEST, "Hello comes first, and once");
    } else {
      session(new SessionInfo(hello.instance(), hello.role(), address));
      reply.send(ReplyCodec.encode(correlation, new QueueReply.Done()));
    }
  }

  private boolean isStranger() {
    return admission.tokens().isRequired() && engine.isEmpty();
  }

  private EngineCalls session(SessionInfo info) {
    if (engine.isEmpty()) {
      QueueConnection connection = admission.engine().apply(info);
      engine = Optional.of(new EngineCalls(connection, admission.messageBytesMax()));
    }
    return engine.orElseThrow();
  }

  private static void refuseStranger(long correlation, FrameReply reply) {
    refuseLast(reply, correlation, QueueError.UNAUTHORIZED, "a valid token is needed in Hello");
  }

  private static void refuse(FrameReply reply, long correlation, QueueError error, String message) {
    reply.send(ReplyCodec.encode(correlation, new QueueReply.Refused(error, message)));
  }

  private static void refuseLast(
      FrameReply reply, long correlation, QueueError error, String message) {
    reply.sendLast(ReplyCodec.encode(correlation, new QueueReply.Refused(error, message)));
  }
}
