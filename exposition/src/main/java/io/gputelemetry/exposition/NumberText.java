package io.gputelemetry.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Numbers and timestamps of exposition text. Plain decimal numbers, which is almost all of them,
 * cost no object. Used again and again.
 */
final class NumberText {
  private static final int TEXT_BYTES_MAX = 128;
  private static final long EXACT_MAX = 1L << 53;
  private static final long MANTISSA_MAX = 100_000_000_000_000_000L;
  private static final int EXPONENT_MAX = 9_999;
  private static final int MICROS_DIGITS = 6;
  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final long MICROS_PER_MILLI = 1_000;

  /** Later, or as much before the epoch, microseconds do not fit a long. */
  private static final double SECONDS_MAX = 9e12;

  /** Powers of ten that a double holds exactly. */
  private static final double[] POWERS = {
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22
  };

  private double value;
  private long micros;
  private int at;
  private long mantissa;
  private int fraction;
  private int digits;

  /** What was parsed last. */
  double value() {
    return value;
  }

  /** The time that was parsed last. */
  long micros() {
    return micros;
  }

  /** A decimal number, {@code Inf}, {@code Infinity} or {@code NaN}, in any case, with a sign. */
  boolean parse(byte[] bytes, int from, int to) {
    return parseExact(bytes, from, to) || parseAny(bytes, from, to);
  }

  /**
   * At most 2^53 times or by a power of ten that a double holds: then one operation rounds once.
   */
  private boolean parseExact(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    at = negative || (from < to && bytes[from] == '+') ? from + 1 : from;
    if (!parseDigits(bytes, to) || mantissa > EXACT_MAX) {
      return false;
    }
    int exponent = -fraction;
    if (at < to && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      exponent += parseExponent(bytes, to);
    }
    if (at != to || Math.abs(exponent) >= POWERS.length) {
      return false;
    }
    double size = exponent < 0 ? mantissa / POWERS[-exponent] : mantissa * POWERS[exponent];
    value = negative ? -size : size;
    return true;
  }

  /** Digits with or without a point; false if there are none, or too many for a long. */
  private boolean parseDigits(byte[] bytes, int to) {
    mantissa = 0;
    fraction = 0;
    digits = 0;
    boolean point = false;
    while (at < to && mantissa < MANTISSA_MAX) {
      byte b = bytes[at];
      if (b >= '0' && b <= '9') {
        mantissa = 10 * mantissa + (b - '0');
        digits++;
        fraction += point ? 1 : 0;
      } else if (b == '.' && !point) {
        point = true;
      } else {
        break;
      }
      at++;
    }
    return digits > 0 && mantissa < MANTISSA_MAX;
  }

  /** Leaves the place before the end if it is none. */
  private int parseExponent(byte[] bytes, int to) {
    int start = at;
    boolean negative = at < to && bytes[at] == '-';
    if (at < to && (negative || bytes[at] == '+')) {
      at++;
    }
    int exponent = 0;
    int first = at;
    while (at < to && bytes[at] >= '0' && bytes[at] <= '9' && exponent < EXPONENT_MAX) {
      exponent = 10 * exponent + (bytes[at] - '0');
      at++;
    }
    if (at == first) {
      at = start - 1;
    }
    return negative ? -exponent : exponent;
  }

  private boolean parseAny(byte[] bytes, int from, int to) {
    if (to - from > TEXT_BYTES_MAX || to == from) {
      return false;
    }
    String text = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
    boolean negative = text.charAt(0) == '-';
    switch (text.substring(signed ? 1 : 0).toLowerCase(Locale.ROOT)) {
      case "inf", "infinity" ->
          value = negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case "nan" -> value = Double.NaN;
      default -> {
        return parseDecimal(text);
      }
    }
    return true;
  }

  /** Java reads more than is a number here: hexadecimal, blanks, a type's letter at the end. */
  private boolean parseDecimal(String text) {
    if (!text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0)) {
      return false;
    }
    try {
      value = Double.parseDouble(text);
      return Double.isFinite(value);
    } catch (NumberFormatException notANumber) {
      return false;
    }
  }

  /** Whole milliseconds since the epoch, with a sign. */
  boolean parseMillis(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    at = negative ? from + 1 : from;
    if (!parseDigits(bytes, to) || at != to || digits != to - (negative ? from + 1 : from)) {
      return false;
    }
    if (mantissa > Long.MAX_VALUE / MICROS_PER_MILLI) {
      return false;
    }
    micros = (negative ? -mantissa : mantissa) * MICROS_PER_MILLI;
    return true;
  }

  /** Seconds since the epoch, rounded to the microsecond. */
  boolean parseSeconds(byte[] bytes, int from, int to) {
    boolean negative = from < to && bytes[from] == '-';
    at = negative ? from + 1 : from;
    if (parseDigits(bytes, to) && at == to && fraction <= MICROS_DIGITS) {
      long unit = (long) POWERS[MICROS_DIGITS - fraction];
      if (mantissa <= Long.MAX_VALUE / unit) {
        micros = (negative ? -mantissa : mantissa) * unit;
        return true;
      }
    }
    if (!parse(bytes, from, to) || !(Math.abs(value) < SECONDS_MAX)) {
      return false;
    }
    micros = Math.round(value * MICROS_PER_SECOND);
    return true;
  }
}
