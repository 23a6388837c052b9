package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.TOPIC;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.json.JsonPublish;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.runtime.http.Content;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.runtime.json.Envelope;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /publish}. */
final class PublishOperation {
  static final int BODY_BYTES_MAX = 1 << 20;

  private static final Param<Integer> TIMEOUT =
      Param.integer("timeout", 0, 60, 10, "Seconds to wait for room while the log is full.");

  /** What is to be published. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A message to publish. Only the payload must be there.")
  record ToPublish(
      @Doc(
              "A name of the publisher's choice, 1 to 255 characters. A message whose id was published"
                  + " before, as far as the broker remembers, is not published again.")
          @Nullable String id,
      @Doc("What the message is about; at most 512 characters.") @Nullable String key,
      @Doc("Any JSON value; kept as it is written.") @Nullable Object payload,
      @Doc("Anything else to say, a JSON object; kept as it is written.")
          @Nullable Map<String, Object> metadata) {}

  /** Where it is. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("The message is in the log, durable.")
  record PublishedMessage(
      @Doc("Its id: the one that was given, or topic and offset.") String id,
      @Doc("Its place in the topic; -1 for a repeat whose place is not remembered.") long offset) {}

  private final DoorSession session;
  private final EventTimes times;

  PublishOperation(DoorSession session, EventTimes times) {
    this.session = session;
    this.times = times;
  }

  Operation operation() {
    return Operation.post("/publish", "publish", "Publishes a message")
        .description(
            "Answers when the message is durable. While the log is full it waits, then answers 429.")
        .tag("messages")
        .params(TOPIC, TIMEOUT)
        .accepts(Content.json(ToPublish.class, BODY_BYTES_MAX, "The message."))
        .statuses(202)
        .errors(410, 413, 429, 503, 507)
        .json(PublishedMessage.class, this::publish);
  }

  private PublishedMessage publish(Request request) {
    String topic = request.get(TOPIC);
    Envelope envelope = JsonBody.read(request, Envelope.FIELDS, Envelope::of);
    Duration timeout = Duration.ofSeconds(request.get(TIMEOUT));
    QueueReply reply =
        session.ask(
            JsonPublish.request(topic, envelope, timeout, times), timeout, QueueReply.class);
    long offset =
        switch (reply) {
          case QueueReply.Published published -> published.firstOffset();
          case QueueReply.Duplicate duplicate -> duplicate.firstOffset();
          case QueueReply other -> throw new IllegalStateException("BUG: a reply " + other);
        };
    return new PublishedMessage(
        envelope.id().orElseGet(() -> JsonPublish.id(topic, offset)), offset);
  }
}
