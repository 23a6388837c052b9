package io.gputelemetry.app.terminal;

import io.gputelemetry.broker.json.ShownMessage;
import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What a message holds, as it is shown to people and programs. */
final class Payload {
  private final Message message;
  private final ShownMessage shown;

  Payload(Message message) {
    this.message = message;
    this.shown = ShownMessage.of(message);
  }

  /** Its text; of what is no text the number of bytes. */
  String text() {
    int bytes = message.payload().remaining();
    return shown
        .payload()
        .map(JsonText::text)
        .or(this::plain)
        .orElseGet(() -> "(" + bytes + " bytes of " + message.contentType() + ")");
  }

  /** Adds it, with what its publisher said beside it. */
  Row addTo(Row row) {
    row.with("content_type", message.contentType());
    shown.clientId().ifPresent(id -> row.json("client_id", JsonText.of(id)));
    shown.key().ifPresent(key -> row.json("key", JsonText.of(key)));
    shown.metadata().ifPresent(metadata -> row.json("metadata", metadata));
    if (shown.payload().isPresent()) {
      return row.with("payload", shown.payload().get(), text());
    } else if (plain().isPresent()) {
      return row.with("payload", JsonText.of(text()), text());
    }
    return row.with("payload_base64", JsonText.of(shown.base64().orElse("")), text());
  }

  private Optional<String> plain() {
    if (!message.contentType().startsWith("text/")) {
      return Optional.empty();
    }
    try {
      ByteBuffer bytes = message.payload().duplicate();
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
