package io.gputelemetry.runtime.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A JSON payload with what its publisher said beside it, for queues whose messages have no headers:
 * the payload of {@link #CONTENT_TYPE}.
 *
 * <pre>
 * {"id":"a-1","key":"GPU-1","metadata":{"any":"object"},"payload":any}
 * </pre>
 *
 * Fields that were not said are left out, all but the payload.
 *
 * @param id by which the publisher knows the message; at most 255 characters
 * @param key what the message is about; at most 512 characters
 * @param metadata an object
 * @param payload any value
 */
public record Envelope(
    Optional<String> id, Optional<String> key, Optional<JsonText> metadata, JsonText payload) {
  /** The content type of an envelope. */
  public static final String CONTENT_TYPE = "application/vnd.gpu-telemetry.message+json";

  /** The longest id, in characters. */
  public static final int ID_CHARS_MAX = 255;

  /** The longest key, in characters. */
  public static final int KEY_CHARS_MAX = 512;

  /** The fields of an envelope. */
  public static final Set<String> FIELDS = Set.of("id", "key", "metadata", "payload");

  /** A payload alone. */
  public static Envelope of(JsonText payload) {
    return new Envelope(Optional.empty(), Optional.empty(), Optional.empty(), payload);
  }

  /** What these fields say; others are not looked at. */
  public static Envelope of(JsonFields fields) throws JsonFormatException {
    Optional<String> id = fields.text("id", ID_CHARS_MAX);
    if (id.filter(String::isEmpty).isPresent()) {
      throw new JsonFormatException("id", "must not be empty");
    }
    return new Envelope(
        id,
        fields.text("key", KEY_CHARS_MAX),
        fields.object("metadata"),
        JsonFields.required("payload", fields.value("payload")));
  }

  /** Whether there is nothing but a payload. */
  public boolean isBare() {
    return id.isEmpty() && key.isEmpty() && metadata.isEmpty();
  }

  /** The envelope as an object. */
  public JsonText json() {
    Map<String, JsonText> fields = new LinkedHashMap<>();
    id.ifPresent(text -> fields.put("id", JsonText.of(text)));
    key.ifPresent(text -> fields.put("key", JsonText.of(text)));
    metadata.ifPresent(object -> fields.put("metadata", object));
    fields.put("payload", payload);
    return JsonText.object(fields);
  }
}
