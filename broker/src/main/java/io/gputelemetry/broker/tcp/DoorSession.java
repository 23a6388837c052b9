package io.gputelemetry.broker.tcp;

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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One TCP connection: checks who it is, then passes requests on. Each frame is JSON or binary, as
 * its first byte says. Its reading thread owns it.
 */
final class DoorSession implements FrameHandler {
  private static final String WITHOUT_TOKEN =
      "a valid token is needed in Hello; set TOKEN or TOKEN_FILE to one that this server knows";

  private static final Logger LOG = LoggerFactory.getLogger(DoorSession.class);

  private final Entrance entrance;
  private final String address;
  private final JsonSession json;
  private boolean speaksJson;
  private Optional<EngineCalls> engine = Optional.empty();

  DoorSession(TcpDoor.Admission admission, String address) {
    this.entrance = new Entrance(admission, address);
    this.address = address;
    this.json = new JsonSession(entrance, admission.engine().times());
  }

  @Override
  public void received(ByteBuffer body, FrameReply reply) {
    speaksJson = body.get(body.position()) == '{';
    if (speaksJson) {
      json.received(body, reply);
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
  public Optional<ByteBuffer> tooLarge(int firstByte) {
    boolean isJson = firstByte < 0 ? speaksJson : firstByte == '{';
    return isJson ? Optional.of(json.tooLarge()) : Optional.empty();
  }

  @Override
  public boolean isPushing() {
    return json.isPushing();
  }

  @Override
  public void closed(String reason) {
    LOG.debug("connection of {} ended: {}", address, reason);
    json.close();
    entrance.close();
  }

  private void handle(long correlation, ByteBuffer body, FrameReply reply) {
    QueueRequest request;
    try {
      request = RequestCodec.decode(body);
    } catch (QueueFormatException e) {
      if (entrance.isStranger()) {
        refuseStranger(correlation, reply);
      } else {
        String message = String.valueOf(e.getMessage());
        refuse(reply, correlation, QueueError.BAD_REQUEST, message);
      }
      return;
    }
    if (request instanceof QueueRequest.Hello hello) {
      greet(correlation, hello, reply);
    } else if (entrance.isStranger()) {
      refuseStranger(correlation, reply);
    } else {
      engine().call(correlation, request, reply);
    }
  }

  private void greet(long correlation, QueueRequest.Hello hello, FrameReply reply) {
    switch (entrance.greet(hello.instance(), hello.role(), hello.token())) {
      case WELCOME -> reply.send(ReplyCodec.encode(correlation, new QueueReply.Done()));
      case NO_TOKEN -> refuseStranger(correlation, reply);
      case TOO_LATE ->
          refuse(reply, correlation, QueueError.BAD_REQUEST, "Hello comes first, and once");
    }
  }

  private EngineCalls engine() {
    EngineCalls calls =
        engine.orElseGet(() -> new EngineCalls(entrance.session(), entrance.messageBytesMax()));
    engine = Optional.of(calls);
    return calls;
  }

  private static void refuseStranger(long correlation, FrameReply reply) {
    refuseLast(reply, correlation, QueueError.UNAUTHORIZED, WITHOUT_TOKEN);
  }

  private static void refuse(FrameReply reply, long correlation, QueueError error, String message) {
    reply.send(ReplyCodec.encode(correlation, new QueueReply.Refused(error, message)));
  }

  private static void refuseLast(
      FrameReply reply, long correlation, QueueError error, String message) {
    reply.sendLast(ReplyCodec.encode(correlation, new QueueReply.Refused(error, message)));
  }
}
