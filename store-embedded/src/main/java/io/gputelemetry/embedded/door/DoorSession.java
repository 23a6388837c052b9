package io.gputelemetry.embedded.door;

import io.gputelemetry.store.frame.ReplyCodec;
import io.gputelemetry.store.frame.RequestCodec;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFormatException;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.wire.FrameHandler;
import io.gputelemetry.wire.FrameReply;
import io.gputelemetry.wire.TokenCheck;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: checks who it is, then passes requests on. Its reading thread owns it. */
final class DoorSession implements FrameHandler {
  private static final String WITHOUT_TOKEN =
      "a valid token is needed in Hello; set TOKEN or TOKEN_FILE to one that this server knows";

  private static final Logger LOG = LoggerFactory.getLogger(DoorSession.class);

  private final TokenCheck tokens;
  private final StoreCalls calls;
  private final String address;
  private boolean greeted;
  private volatile boolean ended;

  DoorSession(TokenCheck tokens, StoreCalls calls, String address) {
    this.tokens = tokens;
    this.calls = calls;
    this.address = address;
  }

  @Override
  public void received(ByteBuffer body, FrameReply reply) {
    long correlation = StoreFrame.correlation(body);
    if (correlation == StoreFrame.NO_CORRELATION) {
      refuseLast(
          reply,
          StoreFrame.NO_CORRELATION,
          StoreError.BAD_REQUEST,
          "no frame of version " + StoreFrame.VERSION + " of the store's protocol");
      return;
    }
    try {
      handle(correlation, RequestCodec.decode(body), reply);
    } catch (StoreFormatException e) {
      if (isStranger()) {
        refuseStranger(correlation, reply);
      } else {
        refuse(reply, correlation, String.valueOf(e.getMessage()));
      }
    }
  }

  @Override
  public void closed(String reason) {
    ended = true;
    LOG.debug("connection of {} ended: {}", address, reason);
  }

  private void handle(long correlation, StoreRequest request, FrameReply reply) {
    if (request instanceof StoreRequest.Hello hello) {
      greet(correlation, hello, reply);
    } else if (isStranger()) {
      refuseStranger(correlation, reply);
    } else {
      calls.call(correlation, request, reply, () -> ended);
    }
  }

  private void greet(long correlation, StoreRequest.Hello hello, FrameReply reply) {
    if (!tokens.accepts(hello.token())) {
      LOG.warn("{} from {} presented no valid token", hello, address);
      refuseStranger(correlation, reply);
    } else if (greeted) {
      refuse(reply, correlation, "Hello comes first, and once");
    } else {
      greeted = true;
      LOG.debug("{} connected from {}", hello, address);
      reply.send(ReplyCodec.encode(correlation, new StoreReply.Done()));
    }
  }

  private boolean isStranger() {
    return tokens.isRequired() && !greeted;
  }

  private static void refuseStranger(long correlation, FrameReply reply) {
    refuseLast(reply, correlation, StoreError.UNAUTHORIZED, WITHOUT_TOKEN);
  }

  private static void refuse(FrameReply reply, long correlation, String message) {
    reply.send(
        ReplyCodec.encode(correlation, new StoreReply.Refused(StoreError.BAD_REQUEST, message)));
  }

  private static void refuseLast(
      FrameReply reply, long correlation, StoreError error, String message) {
    reply.sendLast(ReplyCodec.encode(correlation, new StoreReply.Refused(error, message)));
  }
}
