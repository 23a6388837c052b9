package io.gputelemetry.app.settings;

import io.gputelemetry.queue.StartPosition;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/** Where a reader begins, as text. */
final class StartPositions {
  private static final Pattern OFFSET = Pattern.compile("\\d{1,18}");

  private StartPositions() {}

  /** Reads {@code earliest}, {@code latest}, an offset or a time. */
  static StartPosition parse(String text) {
    if (text.equals("earliest")) {
      return new StartPosition.Earliest();
    }
    if (text.equals("latest")) {
      return new StartPosition.Latest();
    }
    if (OFFSET.matcher(text).matches()) {
      return new StartPosition.At(Long.parseLong(text));
    }
    try {
      return new StartPosition.Since(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(text)));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("not a position", e);
    }
  }
}
