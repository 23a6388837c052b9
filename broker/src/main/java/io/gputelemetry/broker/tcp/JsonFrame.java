package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.json.ShownMessage;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON frame that this door sends, while it is built. */
final class JsonFrame {
  private final Map<String, JsonText> fields = new LinkedHashMap<>();

  private JsonFrame(String type) {
    with("type", JsonText.of(type));
  }

  /** It was done. */
  static JsonFrame response() {
    return new JsonFrame("response").with("success", JsonText.of(true));
  }

  /** It was not done. */
  static JsonFrame error(QueueError error, String message) {
    return new JsonFrame("error")
        .with("success", JsonText.of(false))
        .with("error", JsonText.of(message))
        .with("code", JsonText.of(error.name()));
  }

  static JsonFrame error(QueueReply.Refused refused) {
    return error(refused.error(), refused.message());
  }

  /** A message for a subscriber. */
  static JsonFrame message(String subscriber, String id, Delivery delivery) {
    ShownMessage shown = ShownMessage.of(delivery.message());
    Instant appended = Instant.EPOCH.plus(delivery.appendedAtMicros(), ChronoUnit.MICROS);
    JsonFrame frame =
        new JsonFrame("message")
            .with("subscriber_id", JsonText.of(subscriber))
            .with("offset", JsonText.of(delivery.offset()))
            .with("message_id", JsonText.of(id))
            .with("timestamp", JsonText.of(appended.toString()))
            .with("delivery_count", JsonText.of(delivery.deliveries()));
    shown.clientId().ifPresent(text -> frame.with("client_id", JsonText.of(text)));
    shown.key().ifPresent(text -> frame.with("key", JsonText.of(text)));
    shown.metadata().ifPresent(object -> frame.with("metadata", object));
    shown.payload().ifPresent(value -> frame.with("payload", value));
    shown.base64().ifPresent(text -> frame.with("payload_base64", JsonText.of(text)));
    return frame;
  }

  JsonFrame with(String name, JsonText value) {
    fields.put(name, value);
    return this;
  }

  /** Its bytes, or those of an error if it is larger than a frame may be. */
  List<ByteBuffer> bytes(int frameBytesMax) {
    ByteBuffer bytes = JsonText.object(fields).bytes();
    if (bytes.remaining() <= frameBytesMax) {
      return List.of(bytes);
    }
    JsonFrame instead =
        error(
            QueueError.TOO_LARGE,
            bytes.remaining() + " bytes do not fit a frame of " + frameBytesMax);
    for (String name : List.of("subscriber_id", "offset", "message_id")) {
      JsonText value = fields.get(name);
      if (value != null) {
        instead.with(name, value);
      }
    }
    return List.of(JsonText.object(instead.fields).bytes());
  }
}
