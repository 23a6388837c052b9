package io.gputelemetry.runtime.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON value in the very characters in which it was written, known to be valid. Immutable; two
 * are equal if their characters are.
 */
public final class JsonText {
  /** The value null. */
  public static final JsonText NULL = new JsonText("null");

  private final String text;

  private JsonText(String text) {
    this.text = text;
  }

  /** The value in these bytes of UTF-8, without the blanks around it. */
  public static JsonText parse(ByteBuffer utf8) throws JsonFormatException {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(utf8.duplicate()).toString());
    } catch (CharacterCodingException e) {
      throw new JsonFormatException("not UTF-8");
    }
  }

  /** The value in this text, without the blanks around it. */
  public static JsonText parse(String text) throws JsonFormatException {
    return new JsonText(new JsonScanner(text).whole());
  }

  /** This text as a JSON string. */
  public static JsonText of(String text) {
    return new JsonText(JsonStrings.quote(text));
  }

  /** This number. */
  public static JsonText of(long number) {
    return new JsonText(Long.toString(number));
  }

  public static JsonText of(boolean truth) {
    return new JsonText(Boolean.toString(truth));
  }

  /** An array of these. */
  public static JsonText array(List<JsonText> elements) {
    return new JsonText("[" + String.join(",", elements.stream().map(e -> e.text).toList()) + "]");
  }

  /** An object of these, in their order. */
  public static JsonText object(Map<String, JsonText> fields) {
    StringBuilder object = new StringBuilder("{");
    fields.forEach((name, value) ->
        object
            .append(object.length() > 1 ? "," : "")
            .append(JsonStrings.quote(name))
            .append(':')
            .append(value.text));
    return new JsonText(object.append('}').toString());
  }

  /** Its characters. */
  public String text() {
    return text;
  }

  /** Its characters in UTF-8. */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  public boolean isObject() {
    return text.charAt(0) == '{';
  }

  public boolean isArray() {
    return text.charAt(0) == '[';
  }

  public boolean isString() {
    return text.charAt(0) == '"';
  }

  public boolean isNull() {
    return text.equals("null");
  }

  public boolean isNumber() {
    return "-0123456789".indexOf(text.charAt(0)) >= 0;
  }

  /** What a string says; of anything else its characters. */
  public String plain() {
    return isString() ? JsonStrings.unquote(text) : text;
  }

  /**
   * The fields of an object in their order.
   *
   * @throws JsonFormatException if it is no object, or has a field twice
   */
  public Map<String, JsonText> fields() throws JsonFormatException {
    if (!isObject()) {
      throw new JsonFormatException("must be a JSON object");
    }
    Map<String, JsonText> fields = new LinkedHashMap<>();
    new JsonScanner(text)
        .object((nameFrom, nameTo, from, to) -> {
          String name = JsonStrings.unquote(text.substring(nameFrom, nameTo));
          if (fields.put(name, new JsonText(text.substring(from, to))) != null) {
            throw new JsonFormatException(name, "is there twice");
          }
        });
    return fields;
  }

  /**
   * The elements of an array.
   *
   * @throws JsonFormatException if it is no array
   */
  public List<JsonText> elements() throws JsonFormatException {
    if (!isArray()) {
      throw new JsonFormatException("must be a JSON array");
    }
    List<JsonText> elements = new ArrayList<>();
    new JsonScanner(text).array((from, to) -> elements.add(new JsonText(text.substring(from, to))));
    return elements;
  }

  /** How many elements an array has; 1 for anything else. */
  public int records() {
    if (!isArray()) {
      return 1;
    }
    int[] count = {0};
    try {
      new JsonScanner(text).array((from, to) -> count[0]++);
    } catch (JsonFormatException e) {
      throw new IllegalStateException("BUG: it was checked", e);
    }
    return count[0];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText same && same.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
