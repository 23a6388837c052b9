package io.gputelemetry.runtime.json;

import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content type of a message that holds JSON. Its parameter fixes the event time of the records
 * inside before they are published: the first record has this time, each further one a microsecond
 * more. So the same message has the same event times however often it is delivered or replayed.
 *
 * <pre>
 * application/json;event-time=1752871354000000
 * </pre>
 *
 * @param form whether the payload is the value itself or an {@link Envelope}
 * @param eventTimeMicros microseconds since the epoch; empty if nobody fixed it
 */
public record JsonMessageType(Form form, OptionalLong eventTimeMicros) {
  /** The content type of a JSON value. */
  public static final String PLAIN = "application/json";

  private static final Pattern TYPE =
      Pattern.compile(
          "(?i)("
              + Pattern.quote(PLAIN)
              + "|"
              + Pattern.quote(Envelope.CONTENT_TYPE)
              + ")\\s*(?:;\\s*event-time=(-?[0-9]{1,18})\\s*)?(?:;\\s*charset=\"?utf-8\"?\\s*)?");

  /** What the payload is. */
  public enum Form {
    VALUE,
    ENVELOPE,
    /** Not JSON. */
    OTHER
  }

  /** What this content type says. */
  public static JsonMessageType of(String contentType) {
    Matcher matcher = TYPE.matcher(contentType);
    if (!matcher.matches()) {
      return new JsonMessageType(Form.OTHER, OptionalLong.empty());
    }
    Form form = matcher.group(1).equalsIgnoreCase(PLAIN) ? Form.VALUE : Form.ENVELOPE;
    String micros = matcher.group(2);
    return new JsonMessageType(
        form, micros == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(micros)));
  }

  /** The content type of a JSON message whose first record is of this time. */
  public static String text(boolean isBare, long eventTimeMicros) {
    return (isBare ? PLAIN : Envelope.CONTENT_TYPE) + ";event-time=" + eventTimeMicros;
  }
}
