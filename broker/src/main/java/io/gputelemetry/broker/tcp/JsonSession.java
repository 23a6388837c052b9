package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.InMemoryConnection;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.wire.FrameReply;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JSON frames of one connection. Owned by its reading thread. */
final class JsonSession {
  private static final Logger LOG = LoggerFactory.getLogger(JsonSession.class);

  private final Entrance entrance;
  private final OrderedReplies replies;
  private final Subscriptions subscriptions;
  private final JsonRequests requests;

  JsonSession(Entrance entrance, EventTimes times) {
    this.entrance = entrance;
    this.replies = new OrderedReplies(entrance.messageBytesMax() + QueueFrame.RESERVED_BYTES);
    this.subscriptions = new Subscriptions(replies);
    this.requests = new JsonRequests(times);
  }

  /** A frame that begins as a JSON object. What is wrong with it is answered, and it goes on. */
  void received(ByteBuffer body, FrameReply reply) {
    try {
      JsonFields fields = JsonFields.of(JsonText.parse(body), JsonRequests.FIELDS);
      handle(JsonFields.required("type", fields.text("type", 20)), fields, reply);
    } catch (JsonFormatException e) {
      String field = e.field().isEmpty() ? "" : e.field() + ": ";
      refuse(QueueError.BAD_REQUEST, field + e.getMessage(), reply);
    }
  }

  private void handle(String type, JsonFields fields, FrameReply reply) throws JsonFormatException {
    if (type.equals("hello")) {
      greet(fields, reply);
    } else if (entrance.isStranger()) {
      refuse(QueueError.UNAUTHORIZED, "say hello with a valid token first", reply);
    } else {
      QueueConnection session = new InMemoryConnection(entrance.session());
      switch (type) {
        case "publish" -> ask(session, requests.publish(fields), JsonRequests::published, reply);
        case "ack" -> ask(session, JsonRequests.ack(fields), JsonRequests::done, reply);
        case "nack" -> ask(session, JsonRequests.nack(fields), JsonRequests::done, reply);
        case "get_stats" -> {
          String topic = JsonRequests.topic(fields);
          ask(session, new QueueRequest.Inspect(), JsonRequests.stats(topic), reply);
        }
        case "subscribe" -> subscriptions.begin(session, JsonRequests.wish(fields), reply);
        case "unsubscribe" -> subscriptions.end(JsonRequests.subscriber(fields), reply);
        default -> throw JsonFields.wrong("type", "is not known; known are " + JsonRequests.TYPES);
      }
    }
  }

  private void greet(JsonFields fields, FrameReply reply) throws JsonFormatException {
    Entrance.Greeting greeting =
        entrance.greet(
            fields.text("instance", 255).orElse(""),
            fields.text("role", 255).orElse(""),
            fields.text("token", 1_024).orElse(""));
    switch (greeting) {
      case WELCOME -> replies.add(JsonFrame.response(), reply);
      case NO_TOKEN -> refuse(QueueError.UNAUTHORIZED, "no valid token", reply);
      case TOO_LATE -> refuse(QueueError.BAD_REQUEST, "hello comes first, and once", reply);
    }
  }

  private void refuse(QueueError error, String message, FrameReply reply) {
    JsonFrame frame = JsonFrame.error(error, message);
    if (entrance.isStranger()) {
      replies.addLast(frame, reply);
    } else {
      replies.add(frame, reply);
    }
  }

  private void ask(
      QueueConnection session,
      QueueRequest request,
      Function<QueueReply, Optional<JsonFrame>> translation,
      FrameReply reply) {
    CompletableFuture<JsonFrame> frame =
        session.send(request).handle((answer, failure) -> frame(answer, failure, translation));
    var _ = replies.add(frame, reply);
  }

  private static JsonFrame frame(
      QueueReply answer,
      @Nullable Throwable failure,
      Function<QueueReply, Optional<JsonFrame>> translation) {
    if (failure != null) {
      LOG.debug("the engine did not answer", failure);
      return JsonFrame.error(QueueError.CLOSED, "the broker cannot answer now");
    } else if (answer instanceof QueueReply.Refused refused) {
      return JsonFrame.error(refused);
    }
    return translation
        .apply(answer)
        .orElseGet(() -> {
          LOG.error("BUG: this cannot be the reply: {}", answer);
          return JsonFrame.error(QueueError.CLOSED, "the broker failed");
        });
  }

  /** For the peer of a frame that was too large to be read; the last one. */
  ByteBuffer tooLarge() {
    int most = entrance.messageBytesMax() + QueueFrame.RESERVED_BYTES;
    return JsonFrame.error(QueueError.TOO_LARGE, "a frame takes at most " + most + " bytes")
        .bytes(most)
        .getFirst();
  }

  /** Whether somebody waits for messages here. */
  boolean isPushing() {
    return subscriptions.any();
  }

  void close() {
    subscriptions.close();
  }
}
