package io.gputelemetry.telemetry;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.OptionalLong;

/**
 * Reads the times that sources write: RFC 3339, the same with a blank for the {@code T} or without
 * a zone (then UTC), and numbers since the epoch in seconds, milliseconds, microseconds or
 * nanoseconds, told apart by their size. Remembers the last text, since times repeat. Not
 * thread-safe.
 */
public final class SourceTime {
  private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
  private static final int DATE_CHARS = 10;

  private String lastText = "";
  private OptionalLong lastMicros = OptionalLong.of(SampleBatch.NO_SOURCE_TIME);

  /** Microseconds since the epoch; {@code NO_SOURCE_TIME} for no text; empty if unreadable. */
  public OptionalLong micros(String text) {
    if (!text.equals(lastText)) {
      lastMicros = parse(text);
      lastText = text;
    }
    return lastMicros;
  }

  private static OptionalLong parse(String text) {
    if (text.isEmpty()) {
      return OptionalLong.of(SampleBatch.NO_SOURCE_TIME);
    }
    try {
      return OptionalLong.of(isNumber(text) ? epoch(new BigDecimal(text)) : date(text));
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
  }

  private static long epoch(BigDecimal number) {
    int digits = number.precision() - number.scale();
    // Seconds have 10 digits until the year 2286; three more for each finer unit.
    int finer = digits <= 11 ? 0 : digits <= 14 ? 3 : digits <= 17 ? 6 : 9;
    return number.movePointLeft(finer).multiply(MICROS).toBigInteger().longValueExact();
  }

  private static long date(String text) {
    String iso = text;
    if (text.length() > DATE_CHARS && text.charAt(DATE_CHARS) == ' ') {
      iso = text.substring(0, DATE_CHARS) + 'T' + text.substring(DATE_CHARS + 1);
    }
    String time = iso.substring(Math.min(DATE_CHARS, iso.length()));
    boolean zoned = time.endsWith("Z") || time.contains("+") || time.contains("-");
    Instant instant =
        zoned
            ? OffsetDateTime.parse(iso).toInstant()
            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), 1_000_000), instant.getNano() / 1_000);
  }
}
