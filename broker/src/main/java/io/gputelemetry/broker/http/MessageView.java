package io.gputelemetry.broker.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.json.JsonPublish;
import io.gputelemetry.broker.json.ShownMessage;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A message as this door shows it. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A message. One that is not JSON has its payload in payload_base64.")
record MessageView(
    @Doc("Consumed: names this delivery, for ack and nack. Read: topic and offset.") String id,
    @Doc("The id that its publisher gave it; null if none.") @Nullable String clientId,
    @Doc("Its place in the topic.") long offset,
    @Doc("When the broker appended it.") Instant timestamp,
    @Doc("The key that its publisher gave it; null if none.") @Nullable String key,
    @Doc("The payload if it is JSON, else null.") @Nullable Object payload,
    @Doc("The payload if it is not JSON, else null.") @Nullable String payloadBase64,
    @Doc("The metadata that its publisher gave it; null if none.") @Nullable Object metadata,
    @Doc("The content type under which it is stored.") String contentType,
    @Doc("How often it was delivered to this group, now included; 1 when it is only read.")
        int deliveryCount) {

  static MessageView read(String topic, Delivery delivery) {
    return of(JsonPublish.id(topic, delivery.offset()), delivery);
  }

  static MessageView of(String id, Delivery delivery) {
    ShownMessage shown = ShownMessage.of(delivery.message());
    return new MessageView(
        id,
        shown.clientId().orElse(null),
        delivery.offset(),
        Instant.EPOCH.plus(delivery.appendedAtMicros(), ChronoUnit.MICROS),
        shown.key().orElse(null),
        shown.payload().orElse(null),
        shown.base64().orElse(null),
        shown.metadata().orElse(null),
        delivery.message().contentType(),
        delivery.deliveries());
  }
}
