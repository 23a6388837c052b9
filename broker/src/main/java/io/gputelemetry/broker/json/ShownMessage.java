package io.gputelemetry.broker.json;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.json.Envelope;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonMessageType;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A message as JSON shows it, whatever it holds.
 *
 * @param said what a JSON message says
 * @param base64 the bytes of any other
 */
public record ShownMessage(Optional<Envelope> said, Optional<String> base64) {

  /** Shows a message; what only claims to be JSON is shown as bytes. */
  public static ShownMessage of(Message message) {
    try {
      return switch (JsonMessageType.of(message.contentType()).form()) {
        case VALUE -> json(Envelope.of(JsonText.parse(message.payload())));
        case ENVELOPE ->
            json(Envelope.of(JsonFields.of(JsonText.parse(message.payload()), Envelope.FIELDS)));
        case OTHER -> bytes(message);
      };
    } catch (JsonFormatException e) {
      return bytes(message);
    }
  }

  private static ShownMessage json(Envelope envelope) {
    return new ShownMessage(Optional.of(envelope), Optional.empty());
  }

  private static ShownMessage bytes(Message message) {
    ByteBuffer encoded = Base64.getEncoder().encode(message.payload().slice());
    return new ShownMessage(
        Optional.empty(), Optional.of(StandardCharsets.ISO_8859_1.decode(encoded).toString()));
  }

  /** The id that its publisher gave it. */
  public Optional<String> clientId() {
    return said.flatMap(Envelope::id);
  }

  public Optional<String> key() {
    return said.flatMap(Envelope::key);
  }

  public Optional<JsonText> metadata() {
    return said.flatMap(Envelope::metadata);
  }

  /** The payload, if it is JSON. */
  public Optional<JsonText> payload() {
    return said.map(Envelope::payload);
  }
}
