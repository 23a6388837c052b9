package io.gputelemetry.runtime.json;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The fields of an object that somebody sent. What is wrong with one of them is a {@link
 * JsonFormatException} that names it. A field that is null counts as not there.
 */
public final class JsonFields {
  private static final int LONG_DIGITS = 19;

  private final Map<String, JsonText> fields;

  private JsonFields(Map<String, JsonText> fields) {
    this.fields = fields;
  }

  /** The fields of this object, which may only be these. */
  public static JsonFields of(JsonText object, Set<String> known) throws JsonFormatException {
    Map<String, JsonText> fields = object.fields();
    for (String name : fields.keySet()) {
      if (!known.contains(name)) {
        throw new JsonFormatException(
            name, "is not known; known are " + String.join(", ", known.stream().sorted().toList()));
      }
    }
    return new JsonFields(new LinkedHashMap<>(fields));
  }

  /** Any value. Null is a value here: it is there if the sender wrote it. */
  public Optional<JsonText> value(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  /** A string of at most so many characters. */
  public Optional<String> text(String name, int maxChars) throws JsonFormatException {
    Optional<JsonText> value = present(name);
    if (value.isPresent() && !value.get().isString()) {
      throw new JsonFormatException(name, "must be a string");
    }
    Optional<String> text = value.map(JsonText::plain);
    if (text.isPresent() && text.get().length() > maxChars) {
      throw new JsonFormatException(name, "takes at most " + maxChars + " characters");
    }
    return text;
  }

  /** An object. */
  public Optional<JsonText> object(String name) throws JsonFormatException {
    Optional<JsonText> value = present(name);
    if (value.isPresent() && !value.get().isObject()) {
      throw new JsonFormatException(name, "must be an object");
    }
    return value;
  }

  /** A whole number in a range. */
  public OptionalLong integer(String name, long min, long max) throws JsonFormatException {
    Optional<JsonText> value = present(name);
    if (value.isEmpty()) {
      return OptionalLong.empty();
    }
    String text = value.get().text();
    if (text.length() <= LONG_DIGITS && text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return OptionalLong.of(number);
      }
    }
    throw new JsonFormatException(name, "must be a whole number from " + min + " to " + max);
  }

  /** True or false. */
  public Optional<Boolean> flag(String name) throws JsonFormatException {
    Optional<String> text = present(name).map(JsonText::text);
    if (text.isPresent() && !text.get().matches("true|false")) {
      throw new JsonFormatException(name, "must be true or false");
    }
    return text.map(Boolean::valueOf);
  }

  /** The value of a field that must be there. */
  public static <T> T required(String name, Optional<T> value) throws JsonFormatException {
    return value.orElseThrow(() -> new JsonFormatException(name, "is missing"));
  }

  /** What is wrong with a field, in words that go on behind its name. */
  public static JsonFormatException wrong(String name, String what) {
    return new JsonFormatException(name, what);
  }

  private Optional<JsonText> present(String name) {
    return value(name).filter(value -> !value.isNull());
  }
}
