package io.gputelemetry.runtime.json;

/** JSON strings with their quotes, and what they say. */
final class JsonStrings {
  private JsonStrings() {}

  static String quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** Of a string that was checked. */
  static String unquote(String quoted) {
    int last = quoted.length() - 1;
    if (quoted.indexOf('\\') < 0) {
      return quoted.substring(1, last);
    }
    StringBuilder text = new StringBuilder(quoted.length());
    for (int i = 1; i < last; i++) {
      char c = quoted.charAt(i);
      if (c == '\\') {
        i++;
        text.append(escaped(quoted, i));
        i += quoted.charAt(i) == 'u' ? 4 : 0;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static char escaped(String quoted, int at) {
    char kind = quoted.charAt(at);
    return switch (kind) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(quoted, at + 1, at + 5, 16);
      default -> kind;
    };
  }
}
