package io.gputelemetry.broker.tcp;

import io.gputelemetry.broker.json.DeliveryId;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.json.JsonPublish;
import io.gputelemetry.broker.json.NackDelay;
import io.gputelemetry.broker.json.Places;
import io.gputelemetry.queue.QueueNames;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.runtime.json.Envelope;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Makes requests of JSON frames, and JSON frames of the replies. */
final class JsonRequests {
  /** All fields that some frame of a client has. */
  static final Set<String> FIELDS =
      Set.of(
          "type",
          "token",
          "instance",
          "role",
          "topic",
          "group",
          "subscriber_id",
          "offset",
          "message_id",
          "reason",
          NackDelay.DELAY,
          NackDelay.DEAD_LETTER,
          "timeout",
          "id",
          "key",
          "metadata",
          "payload");

  static final String TYPES = "hello, publish, subscribe, unsubscribe, ack, nack, get_stats";

  private static final int SUBSCRIBER_CHARS_MAX = 255;
  private static final int MESSAGE_ID_CHARS_MAX = 1_000;
  private static final int TIMEOUT_SECONDS = 10;
  private static final int TIMEOUT_SECONDS_MAX = 60;

  private final EventTimes times;

  JsonRequests(EventTimes times) {
    this.times = times;
  }

  /**
   * What a subscriber wants.
   *
   * @param group whose messages it shares; empty for every message of the topic
   */
  record Wish(String subscriber, String topic, Optional<String> group, long offset) {}

  QueueRequest publish(JsonFields fields) throws JsonFormatException {
    long timeout = fields.integer("timeout", 0, TIMEOUT_SECONDS_MAX).orElse(TIMEOUT_SECONDS);
    return JsonPublish.request(
        topic(fields), Envelope.of(fields), Duration.ofSeconds(timeout), times);
  }

  static Optional<JsonFrame> published(QueueReply reply) {
    return switch (reply) {
      case QueueReply.Published published -> Optional.of(offset(published.firstOffset()));
      case QueueReply.Duplicate duplicate -> Optional.of(offset(duplicate.firstOffset()));
      default -> Optional.empty();
    };
  }

  private static JsonFrame offset(long offset) {
    return JsonFrame.response().with("offset", JsonText.of(offset));
  }

  static QueueRequest ack(JsonFields fields) throws JsonFormatException {
    DeliveryId id = delivery(fields);
    return new QueueRequest.Ack(id.topic(), id.group(), id.token());
  }

  static QueueRequest nack(JsonFields fields) throws JsonFormatException {
    DeliveryId id = delivery(fields);
    return new QueueRequest.Nack(
        id.topic(),
        id.group(),
        id.token(),
        fields.text("reason", QueueRequest.Nack.REASON_CHARS_MAX).orElse(""),
        NackDelay.millis(fields));
  }

  private static DeliveryId delivery(JsonFields fields) throws JsonFormatException {
    String text =
        JsonFields.required("message_id", fields.text("message_id", MESSAGE_ID_CHARS_MAX));
    return DeliveryId.parse(text)
        .orElseThrow(() ->
            JsonFields.wrong(
                "message_id",
                "names no delivery to a group; a subscriber without a group has nothing to ack"));
  }

  static Optional<JsonFrame> done(QueueReply reply) {
    return reply instanceof QueueReply.Acked || reply instanceof QueueReply.Done
        ? Optional.of(JsonFrame.response())
        : Optional.empty();
  }

  static Wish wish(JsonFields fields) throws JsonFormatException {
    Optional<String> group = fields.text("group", QueueNames.LENGTH_MAX);
    if (group.isPresent()) {
      checkName("group", group.get());
    }
    return new Wish(
        subscriber(fields),
        topic(fields),
        group,
        fields.integer("offset", Places.EARLIEST, Long.MAX_VALUE).orElse(Places.EARLIEST));
  }

  static String subscriber(JsonFields fields) throws JsonFormatException {
    return JsonFields.required("subscriber_id", fields.text("subscriber_id", SUBSCRIBER_CHARS_MAX));
  }

  static String topic(JsonFields fields) throws JsonFormatException {
    String topic = fields.text("topic", QueueNames.LENGTH_MAX).orElse(QueueRequest.DEFAULT_TOPIC);
    checkName("topic", topic);
    return topic;
  }

  private static void checkName(String field, String name) throws JsonFormatException {
    if (!QueueNames.isValid(name)) {
      throw JsonFields.wrong(field, "must be 1 to 64 of a-z A-Z 0-9 . _ -");
    }
  }

  /** The figures of a topic, with the names that {@code /stats} has for them. */
  static Function<QueueReply, Optional<JsonFrame>> stats(String topic) {
    return reply ->
        reply instanceof QueueReply.Inspection inspection
            ? Optional.of(
                inspection.topics().stream()
                    .filter(state -> state.topic().equals(topic))
                    .findFirst()
                    .map(JsonRequests::stats)
                    .orElseGet(() -> stats(0, 0, List.of())))
            : Optional.empty();
  }

  private static JsonFrame stats(TopicState state) {
    return stats(state.firstOffset(), state.endOffset(), state.groups());
  }

  private static JsonFrame stats(long first, long end, List<GroupState> groups) {
    return JsonFrame.response()
        .with("total_messages", JsonText.of(end))
        .with("oldest_offset", JsonText.of(first))
        .with("latest_offset", JsonText.of(end - 1))
        .with("subscriber_count", JsonText.of(groups.size()))
        .with("subscribers", JsonText.array(groups.stream().map(JsonRequests::group).toList()));
  }

  private static JsonText group(GroupState group) {
    Map<String, JsonText> fields = new LinkedHashMap<>();
    fields.put("id", JsonText.of(group.group()));
    fields.put("current_offset", JsonText.of(group.committed()));
    fields.put("lag", JsonText.of(group.lag()));
    return JsonText.object(fields);
  }
}
