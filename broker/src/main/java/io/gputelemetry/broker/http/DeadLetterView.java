package io.gputelemetry.broker.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.json.ShownMessage;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** A dead letter as this door shows it. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A message that a group could not use.")
record DeadLetterView(
    @Doc("Its place among the dead letters, for replay and delete.") long offset,
    @Doc("The group that could not use it.") String group,
    @Doc("Its place in the topic it came from.") long messageOffset,
    @Doc("When the broker had appended it there.") Instant timestamp,
    @Doc("How often it failed; 0 if nobody counted.") int failures,
    @Doc("How often it had been replayed before.") int replays,
    @Doc("Why.") String reason,
    @Doc("The content type of the message.") String contentType,
    @Doc("The payload if it is JSON, else null.") @Nullable Object payload,
    @Doc("The payload if it is not JSON, else null.") @Nullable String payloadBase64) {

  /**
   * Shows it.
   *
   * @throws IllegalArgumentException if the message is no dead letter
   */
  static DeadLetterView of(Delivery delivery) {
    DeadLetter letter = DeadLetter.decode(delivery.message().payload());
    ShownMessage shown = ShownMessage.of(new Message(letter.contentType(), 0, letter.payload()));
    return new DeadLetterView(
        delivery.offset(),
        letter.group(),
        letter.offset(),
        Instant.EPOCH.plus(letter.appendedAtMicros(), ChronoUnit.MICROS),
        letter.failures(),
        letter.replays(),
        letter.reason(),
        letter.contentType(),
        shown.payload().orElse(null),
        shown.base64().orElse(null));
  }
}
