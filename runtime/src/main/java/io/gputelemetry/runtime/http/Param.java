package io.gputelemetry.runtime.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request parameter: its parsing, its validation and its documentation in one value. The parser
 * gets all values that were sent (possibly none) and throws {@link ProblemException} for anything
 * that is not valid.
 *
 * @param name as sent
 * @param place where it is sent
 * @param repeatable whether it may be sent more than once
 * @param description for the document
 * @param schema a JSON schema of the value, as far as a schema can tell
 * @param parser makes the value of what was sent
 */
public record Param<T>(
    String name,
    Place place,
    boolean repeatable,
    String description,
    Map<String, Object> schema,
    Function<List<String>, T> parser) {

  /** Longest text that is accepted as a value, in characters. */
  static final int TEXT_MAX = 512;

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  /** Where a parameter is sent. */
  public enum Place {
    PATH,
    QUERY,
    HEADER
  }

  public Param {
    schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
  }

  /** A part of the path. */
  public static Param<String> path(String name, String description) {
    return new Param<>(
        name,
        Place.PATH,
        false,
        description,
        textSchema(TEXT_MAX),
        sent -> checked(name, TEXT_MAX, sent.getFirst()));
  }

  /** A request header. */
  public static Param<Optional<String>> header(String name, String description) {
    return new Param<>(
        name,
        Place.HEADER,
        false,
        description,
        textSchema(TEXT_MAX),
        sent -> first(sent).map(value -> checked(name, TEXT_MAX, value)));
  }

  /** An integer in a range, with a default. */
  public static Param<Integer> integer(
      String name, int min, int max, int fallback, String description) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "integer");
    schema.put("format", "int32");
    schema.put("minimum", min);
    schema.put("maximum", max);
    schema.put("default", fallback);
    return query(
        name, description, schema, sent -> first(sent).map(parse(name, min, max)).orElse(fallback));
  }

  private static Function<String, Integer> parse(String name, int min, int max) {
    return value -> {
      boolean number = value.matches("-?[0-9]{1,10}");
      long parsed = number ? Long.parseLong(value) : Long.MAX_VALUE;
      if (parsed < min || parsed > max) {
        throw invalid(name, "must be an integer from " + min + " to " + max, value);
      }
      return (int) parsed;
    };
  }

  /**
   * An RFC 3339 date-time, with up to nine fraction digits. A plus sign of the offset that was sent
   * unescaped, and so arrives as a space, is understood.
   */
  public static Param<Optional<Instant>> instant(String name, String description) {
    return query(
        name,
        description,
        Fields.of("type", "string", "format", "date-time"),
        sent -> first(sent).map(value -> instantOf(name, value)));
  }

  private static Instant instantOf(String name, String value) {
    String repaired = value.replace(' ', '+');
    if (RFC_3339.matcher(repaired).matches()) {
      try {
        return OffsetDateTime.parse(repaired.toUpperCase(Locale.ROOT)).toInstant();
      } catch (DateTimeException e) {
        throw invalid(name, "is not a date that exists, or its offset does not", value);
      }
    }
    throw invalid(name, "must be an RFC 3339 date-time such as 2025-07-18T20:42:34Z", value);
  }

  /** A text of 1 to 512 characters. */
  public static Param<Optional<String>> text(String name, String description) {
    return text(name, TEXT_MAX, description);
  }

  /** A text of 1 to so many characters. */
  public static Param<Optional<String>> text(String name, int maxLength, String description) {
    return query(
        name,
        description,
        textSchema(maxLength),
        sent -> first(sent).map(value -> checked(name, maxLength, value)));
  }

  /** A text of 1 to 512 characters that may be given several times. */
  public static Param<List<String>> texts(String name, String description) {
    return new Param<>(
        name,
        Place.QUERY,
        true,
        description,
        Fields.of("type", "array", "items", textSchema(TEXT_MAX)),
        sent -> sent.stream().map(value -> checked(name, TEXT_MAX, value)).toList());
  }

  /** One of an enumeration's names in lower case, with a default. */
  public static <E extends Enum<E>> Param<E> oneOf(
      String name, Class<E> type, E fallback, String description) {
    Map<String, E> constants = new LinkedHashMap<>();
    Stream.of(type.getEnumConstants()).forEach(one -> constants.put(lower(one), one));
    List<String> names = List.copyOf(constants.keySet());
    Map<String, Object> schema =
        Fields.of("type", "string", "enum", names, "default", lower(fallback));
    return query(
        name,
        description,
        schema,
        sent -> first(sent).map(value -> constant(name, constants, value)).orElse(fallback));
  }

  private static <E> E constant(String name, Map<String, E> constants, String value) {
    return Optional.ofNullable(constants.get(value))
        .orElseThrow(
            () -> invalid(name, "must be one of " + String.join(", ", constants.keySet()), value));
  }

  /** The same parameter, with another value made of what was parsed. */
  public <R> Param<R> map(Function<? super T, ? extends R> mapping) {
    Function<List<String>, T> before = parser;
    return new Param<>(
        name, place, repeatable, description, schema, sent -> mapping.apply(before.apply(sent)));
  }

  /** The 400 for a value of this parameter; what is wrong reads on behind the name. */
  public ProblemException invalid(String what, String value) {
    return invalid(name, what, value);
  }

  private static ProblemException invalid(String name, String what, String value) {
    String shown = value.length() > 100 ? value.substring(0, 100) + "..." : value;
    return ProblemException.badRequest(name, name + " " + what + "; got \"" + shown + "\"");
  }

  private static <T> Param<T> query(
      String name,
      String description,
      Map<String, Object> schema,
      Function<List<String>, T> parser) {
    return new Param<>(name, Place.QUERY, false, description, schema, parser);
  }

  private static Map<String, Object> textSchema(int maxLength) {
    return Fields.of("type", "string", "minLength", 1, "maxLength", maxLength);
  }

  private static String checked(String name, int maxLength, String value) {
    if (value.isEmpty() || value.length() > maxLength) {
      throw invalid(name, "must have 1 to " + maxLength + " characters", value);
    }
    return value;
  }

  private static Optional<String> first(List<String> sent) {
    return sent.isEmpty() ? Optional.empty() : Optional.of(sent.getFirst());
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
