package io.gputelemetry.runtime.http;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Times in JSON: UTC with exactly six fraction digits, {@code 2025-07-18T20:42:34.000000Z}. All
 * times here are microseconds, and texts of one length sort as the times do.
 */
final class JsonMicros implements JsonAdapter<Instant> {
  private static final byte[] SHAPE =
      "0000-00-00T00:00:00.000000Z".getBytes(StandardCharsets.ISO_8859_1);

  @Override
  public void toJson(JsonWriter writer, Instant value) {
    writer.value(text(value));
  }

  @Override
  public Instant fromJson(JsonReader reader) {
    return Instant.parse(reader.readString());
  }

  /** Years 0 to 9999; what is outside is written as Java does. */
  static String text(Instant value) {
    LocalDateTime time = LocalDateTime.ofInstant(value, ZoneOffset.UTC);
    if (time.getYear() < 0 || time.getYear() > 9999) {
      return value.toString();
    }
    byte[] text = SHAPE.clone();
    digits(text, 4, time.getYear());
    digits(text, 7, time.getMonthValue());
    digits(text, 10, time.getDayOfMonth());
    digits(text, 13, time.getHour());
    digits(text, 16, time.getMinute());
    digits(text, 19, time.getSecond());
    digits(text, 26, time.getNano() / 1_000);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private static void digits(byte[] text, int end, int value) {
    int rest = value;
    for (int i = end - 1; rest > 0; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }
}
