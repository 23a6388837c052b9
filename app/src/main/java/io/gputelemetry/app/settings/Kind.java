package io.gputelemetry.app.settings;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueNames;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What values a setting can have.
 *
 * @param shape placeholder in the help, for example {@code DURATION}
 * @param valid the valid values, for a person
 * @param parser throws IllegalArgumentException, with the problem as its message
 */
public record Kind<T>(String shape, String valid, Function<String, T> parser) {

  /** Any text. */
  static Kind<String> text(String shape, String valid) {
    return new Kind<>(shape, valid, text -> text);
  }

  /** A name of a topic, group or stream. */
  static Kind<String> name(int longest) {
    Pattern pattern = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1," + longest + "}");
    return new Kind<>(
        "NAME",
        "1 to " + longest + " of a-z A-Z 0-9 . _ -",
        text -> {
          if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not a valid name");
          }
          return text;
        });
  }

  /** A name of a topic that can have dead letters. */
  static Kind<String> topic() {
    int longest = QueueNames.LENGTH_MAX - DeadLetter.TOPIC_SUFFIX.length();
    Kind<String> name = name(longest);
    return new Kind<>(
        name.shape(),
        name.valid() + ", not ending in " + DeadLetter.TOPIC_SUFFIX,
        text -> {
          if (DeadLetter.isDeadLetterTopic(text)) {
            throw new IllegalArgumentException("a topic of dead letters");
          }
          return name.parser().apply(text);
        });
  }

  /** A whole number. */
  public static Kind<Long> integer(long min, long max) {
    return new Kind<>(
        "NUMBER",
        "a whole number from " + min + " to " + max,
        text -> inRange(whole(text), min, max));
  }

  /** A number. */
  static Kind<Double> decimal(double min, double max, String unit) {
    return new Kind<>(
        "NUMBER",
        String.format(Locale.ROOT, "%.0f to %.0f %s", min, max, unit),
        text -> {
          double value = number(text);
          if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException("out of range");
          }
          return value;
        });
  }

  /** A port. */
  static Kind<Integer> port() {
    return new Kind<>(
        "PORT", "0 (any free port) to 65535", text -> (int) inRange(whole(text), 0, 65_535));
  }

  /** Yes or no. */
  static Kind<Boolean> flag() {
    return new Kind<>(
        "",
        "true or false",
        text ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true", "yes", "1" -> true;
              case "false", "no", "0" -> false;
              default -> throw new IllegalArgumentException("neither true nor false");
            });
  }

  /** One of some words. */
  public static Kind<String> choice(String... words) {
    List<String> choices = List.of(words);
    return new Kind<>(
        String.join("|", choices),
        String.join(", ", choices),
        text -> {
          String word = text.toLowerCase(Locale.ROOT);
          if (!choices.contains(word)) {
            throw new IllegalArgumentException("not one of the choices");
          }
          return word;
        });
  }

  private static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a whole number", e);
    }
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number", e);
    }
  }

  static long inRange(long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException("out of range");
    }
    return value;
  }
}
