package io.gputelemetry.runtime.json;

/** A text is not JSON, or not of the shape that is asked for. */
public final class JsonFormatException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int NAME_CHARS_MAX = 100;
  private final String field;

  JsonFormatException(String message) {
    this("", message);
  }

  JsonFormatException(String field, String message) {
    super(message);
    this.field = shown(field);
  }

  /** The field that is wrong; empty if it is the whole. */
  public String field() {
    return field;
  }

  static String shown(String name) {
    return name.length() > NAME_CHARS_MAX ? name.substring(0, NAME_CHARS_MAX) + "..." : name;
  }
}
