package io.gputelemetry.collector;

import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.json.Envelope;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonMessageType;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.util.Map;

/** Makes samples of messages of every kind that a collector takes. Not thread-safe. */
final class MessageDecoder {
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final JsonRecords records = new JsonRecords(MetricCatalogue.load());

  /**
   * What is in a message, the same however often it is delivered.
   *
   * @throws RuntimeException if a sample batch is damaged
   */
  DecodedMessage decode(Delivery delivery) throws UnreadableException {
    Message message = delivery.message();
    if (message.contentType().equals(Message.SAMPLE_BATCH)) {
      return new DecodedMessage(codec.decode(message.payload()), Map.of());
    }
    JsonMessageType type = JsonMessageType.of(message.contentType());
    long firstMicros = type.eventTimeMicros().orElse(delivery.appendedAtMicros());
    try {
      return switch (type.form()) {
        case VALUE -> records.read(JsonText.parse(message.payload()), firstMicros);
        case ENVELOPE -> records.read(enveloped(message), firstMicros);
        case OTHER ->
            throw new UnreadableException(
                "content type " + message.contentType() + " is not known");
      };
    } catch (JsonFormatException e) {
      throw new UnreadableException(e.field() + " " + e.getMessage());
    }
  }

  private static JsonText enveloped(Message message) throws JsonFormatException {
    JsonText envelope = JsonText.parse(message.payload());
    return Envelope.of(JsonFields.of(envelope, Envelope.FIELDS)).payload();
  }
}
