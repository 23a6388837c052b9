package io.gputelemetry.app.settings;

import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 100ms} or {@code 30d}, and sizes such as {@code 64MiB}. */
public final class Quantities {
  private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})\\s*([a-zA-Z]*)");
  private static final List<String> SIZE_UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB");

  private Quantities() {}

  /** A duration in a range. */
  public static Kind<Duration> duration(String min, String max) {
    Duration least = parseDuration(min);
    Duration most = parseDuration(max);
    return new Kind<>(
        "DURATION",
        min + " to " + max + " (units ms, s, m, h, d)",
        text -> {
          Duration value = parseDuration(text);
          if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        });
  }

  /** A size in a range. */
  public static Kind<Long> size(String min, String max) {
    return new Kind<>(
        "SIZE",
        min + " to " + max + " (units B, KiB, MiB, GiB, TiB)",
        text -> Kind.inRange(parseSize(text), parseSize(min), parseSize(max)));
  }

  static Duration parseDuration(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration");
    }
    long amount = Long.parseLong(matcher.group(1));
    if (amount == 0 && matcher.group(2).isEmpty()) {
      return Duration.ZERO;
    }
    try {
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        case "m" -> Duration.ofMinutes(amount);
        case "h" -> Duration.ofHours(amount);
        case "d" -> Duration.ofDays(amount);
        case "" -> throw new IllegalArgumentException("a duration without a unit");
        default -> throw new IllegalArgumentException("a duration with an unknown unit");
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("out of range", e);
    }
  }

  static long parseSize(String text) {
    Matcher matcher = QUANTITY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a size");
    }
    String unit = matcher.group(2).isEmpty() ? "B" : matcher.group(2);
    int power = SIZE_UNITS.indexOf(unit);
    if (power < 0) {
      throw new IllegalArgumentException("a size with an unknown unit");
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("out of range", e);
    }
  }
}
