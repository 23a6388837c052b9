package io.gputelemetry.broker.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.json.DeliveryId;
import io.gputelemetry.broker.json.NackDelay;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.runtime.http.Content;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /ack} and {@code POST /nack}: the end of a delivery. */
final class SettleOperations {
  private static final int BODY_BYTES_MAX = 16 << 10;
  private static final int ID_CHARS_MAX = 1_000;
  private static final Set<String> TO_NACK =
      Set.of("id", "reason", NackDelay.DELAY, NackDelay.DEAD_LETTER);

  /** What is done with. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("The delivery that is done with.")
  record ToAck(@Doc("The id that consume gave.") String id) {}

  /** What could not be used. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("The delivery that could not be used.")
  record ToNack(
      @Doc("The id that consume gave.") String id,
      @Doc("Why, for people; at most 1,000 characters.") @Nullable String reason,
      @Doc("Seconds for which nobody gets it; at most a day, 0 if not given.")
          @Nullable Integer delay,
      @Doc("Nobody can use it: a dead letter now, not only after some failures. Not with delay.")
          @Nullable Boolean deadLetter) {}

  private final DoorSession session;

  SettleOperations(DoorSession session) {
    this.session = session;
  }

  List<Operation> operations() {
    return List.of(
        Operation.post("/ack", "ack", "Says that a message is done with")
            .tag("messages")
            .accepts(Content.json(ToAck.class, BODY_BYTES_MAX, "What is done with."))
            .statuses(204)
            .errors(404, 409, 410, 503)
            .nothing(this::ack),
        Operation.post("/nack", "nack", "Says that a message could not be used")
            .description(
                "It counts as failed once more and is delivered again, or becomes a dead letter if"
                    + " it failed too often, or at once with `dead_letter`.")
            .tag("messages")
            .accepts(Content.json(ToNack.class, BODY_BYTES_MAX, "What could not be used."))
            .statuses(204)
            .errors(404, 409, 410, 429, 503)
            .nothing(this::nack));
  }

  private Reply<Reply.Body> ack(Request request) {
    DeliveryId id = JsonBody.read(request, Set.of("id"), SettleOperations::id);
    session.ask(new QueueRequest.Ack(id.topic(), id.group(), id.token()), Acked.class);
    return Reply.of(204, Reply.NOTHING);
  }

  private Reply<Reply.Body> nack(Request request) {
    Nack nack = JsonBody.read(request, TO_NACK, SettleOperations::toNack);
    session.ask(nack, Done.class);
    return Reply.of(204, Reply.NOTHING);
  }

  private static Nack toNack(JsonFields fields) throws JsonFormatException {
    DeliveryId id = id(fields);
    return new Nack(
        id.topic(),
        id.group(),
        id.token(),
        fields.text("reason", Nack.REASON_CHARS_MAX).orElse(""),
        NackDelay.millis(fields));
  }

  private static DeliveryId id(JsonFields fields) throws JsonFormatException {
    String text = JsonFields.required("id", fields.text("id", ID_CHARS_MAX));
    return DeliveryId.parse(text)
        .orElseThrow(() -> JsonFields.wrong("id", "is not one that consume gave"));
  }
}
