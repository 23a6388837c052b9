package io.gputelemetry.broker.json;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.json.Envelope;
import io.gputelemetry.runtime.json.JsonMessageType;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Publishing what was said in JSON. */
public final class JsonPublish {
  private JsonPublish() {}

  /**
   * The request to publish this. A payload alone is stored as it is; what else was said is stored
   * around it. An id makes a producer of its own, so that the broker recognises a repeat for as
   * long as it remembers that producer.
   */
  public static QueueRequest.Publish request(
      String topic, Envelope envelope, Duration timeout, EventTimes times) {
    JsonText stored = envelope.isBare() ? envelope.payload() : envelope.json();
    long time = times.take(Math.max(1, envelope.payload().records()));
    String contentType = JsonMessageType.text(envelope.isBare(), time);
    Producer producer = envelope.id().map(JsonPublish::producer).orElse(Producer.ANONYMOUS);
    return new QueueRequest.Publish(
        topic,
        producer,
        List.of(new Message(contentType, 0, stored.bytes())),
        Math.toIntExact(timeout.toMillis()));
  }

  /**
   * Positive, because ids with the top bit set belong to sequences, and never 0, because the
   * version bits of a name-based UUID are set.
   */
  private static Producer producer(String id) {
    byte[] name = ("message\n" + id).getBytes(StandardCharsets.UTF_8);
    long producer = UUID.nameUUIDFromBytes(name).getMostSignificantBits() & Long.MAX_VALUE;
    return new Producer(producer, 0, 0, 0);
  }

  /** The id of a message whose publisher gave it none. */
  public static String id(String topic, long offset) {
    return topic + "-" + offset;
  }
}
