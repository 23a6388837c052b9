package io.gputelemetry.broker.json;

import io.gputelemetry.queue.StartPosition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Places in a topic as people write them. */
public final class Places {
  /** What is understood, for messages and documents. */
  public static final String VALID =
      "earliest, latest, an offset, or a time such as 2025-07-18T20:42:34Z";

  /** In place of an offset on the wire: the oldest message. */
  public static final long EARLIEST = -2;

  /** In place of an offset on the wire: behind the newest message. */
  public static final long LATEST = -1;

  private Places() {}

  /** The place that a text names; empty if it names none. */
  public static Optional<StartPosition> of(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.equals("earliest")) {
      return Optional.of(new StartPosition.Earliest());
    } else if (plain.equals("latest")) {
      return Optional.of(new StartPosition.Latest());
    } else if (plain.matches("[0-9]{1,18}")) {
      return Optional.of(new StartPosition.At(Long.parseLong(plain)));
    }
    return time(plain.toUpperCase(Locale.ROOT).replace(' ', '+'));
  }

  private static Optional<StartPosition> time(String text) {
    try {
      Instant instant = OffsetDateTime.parse(text).toInstant();
      return Optional.of(
          new StartPosition.Since(ChronoUnit.MICROS.between(Instant.EPOCH, instant)));
    } catch (DateTimeException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** The place that a number names: -2 earliest, -1 latest, any other is an offset. */
  public static StartPosition of(long number) {
    if (number == EARLIEST) {
      return new StartPosition.Earliest();
    } else if (number == LATEST) {
      return new StartPosition.Latest();
    }
    return new StartPosition.At(number);
  }
}
