package io.gputelemetry.app.terminal;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.json.JsonPublish;
import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.json.Envelope;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Makes messages of bytes: of the content type that was asked for, or of one that fits.
 *
 * @param key what the messages are about
 * @param contentType that was asked for
 */
record MessageForm(Optional<String> key, Optional<String> contentType, EventTimes times) {
  static final String KEY = "--key";
  static final String CONTENT_TYPE = "--content-type";

  private static final String TEXT = "text/plain;charset=utf-8";
  private static final String BYTES = "application/octet-stream";

  static MessageForm of(Asked asked, Clock clock) {
    Optional<String> key = asked.text(KEY);
    Optional<String> type = asked.text(CONTENT_TYPE);
    if (key.isPresent() && type.isPresent()) {
      throw new BadSettingException(
          KEY + " is kept beside JSON; it cannot be given with " + CONTENT_TYPE);
    }
    if (key.isPresent() && key.get().length() > Envelope.KEY_CHARS_MAX) {
      throw new BadSettingException(
          KEY + " takes at most " + Envelope.KEY_CHARS_MAX + " characters");
    }
    return new MessageForm(key, type, new EventTimes(clock));
  }

  Message message(String topic, ByteBuffer payload) {
    if (contentType.isPresent()) {
      return typed(contentType.get(), payload);
    }
    Optional<JsonText> json = json(payload);
    if (json.isPresent()) {
      Envelope envelope = new Envelope(Optional.empty(), key, Optional.empty(), json.get());
      return JsonPublish.request(topic, envelope, Duration.ZERO, times).messages().getFirst();
    }
    if (key.isPresent()) {
      throw new BadSettingException(KEY + " is kept beside JSON, and a payload is not JSON");
    }
    return new Message(isText(payload) ? TEXT : BYTES, 0, payload);
  }

  private static Message typed(String type, ByteBuffer payload) {
    try {
      return new Message(type, 0, payload);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException(CONTENT_TYPE + " cannot be '" + type + "': " + e.getMessage());
    }
  }

  private static Optional<JsonText> json(ByteBuffer payload) {
    try {
      return Optional.of(JsonText.parse(payload));
    } catch (JsonFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isText(ByteBuffer payload) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(payload.duplicate());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }
}
