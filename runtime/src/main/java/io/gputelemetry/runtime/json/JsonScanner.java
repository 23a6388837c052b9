package io.gputelemetry.runtime.json;

/** Walks over a JSON text and checks it by RFC 8259. */
final class JsonScanner {
  /** Nested deeper than this is refused, so that no text overflows the stack. */
  static final int DEPTH_MAX = 100;

  private static final String END = "not JSON: the text ends too early";

  private final String text;
  private int at;
  private int depth;

  /** Told of each field of an object. */
  @FunctionalInterface
  interface Member {
    /** The name with its quotes, and the value, as places in the text. */
    void found(int nameFrom, int nameTo, int from, int to) throws JsonFormatException;
  }

  /** Told of each element of an array. */
  @FunctionalInterface
  interface Element {
    void found(int from, int to) throws JsonFormatException;
  }

  JsonScanner(String text) {
    this.text = text;
  }

  /** Checks that the text is one value between blanks; returns it without them. */
  String whole() throws JsonFormatException {
    space();
    int from = at;
    value();
    int to = at;
    space();
    if (at < text.length()) {
      throw wrong("something follows the value");
    }
    return text.substring(from, to);
  }

  private void value() throws JsonFormatException {
    switch (peek()) {
      case '{' -> object((nameFrom, nameTo, from, to) -> {});
      case '[' -> array((from, to) -> {});
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> number();
    }
  }

  void object(Member member) throws JsonFormatException {
    open('{');
    space();
    if (peek() != '}') {
      member(member);
      while (peek() == ',') {
        at++;
        space();
        member(member);
      }
    }
    close('}');
  }

  private void member(Member member) throws JsonFormatException {
    int nameFrom = at;
    string();
    int nameTo = at;
    space();
    expect(':');
    space();
    int from = at;
    value();
    int to = at;
    space();
    member.found(nameFrom, nameTo, from, to);
  }

  void array(Element element) throws JsonFormatException {
    open('[');
    space();
    if (peek() != ']') {
      element(element);
      while (peek() == ',') {
        at++;
        space();
        element(element);
      }
    }
    close(']');
  }

  private void element(Element element) throws JsonFormatException {
    int from = at;
    value();
    int to = at;
    space();
    element.found(from, to);
  }

  private void open(char bracket) throws JsonFormatException {
    expect(bracket);
    if (++depth > DEPTH_MAX) {
      throw wrong("nested deeper than " + DEPTH_MAX);
    }
  }

  private void close(char bracket) throws JsonFormatException {
    expect(bracket);
    depth--;
  }

  private void string() throws JsonFormatException {
    expect('"');
    for (char c = peek(); c != '"'; c = peek()) {
      if (c < ' ') {
        throw wrong("a control character in a string");
      }
      at++;
      if (c == '\\') {
        escape();
      }
    }
    at++;
  }

  private void escape() throws JsonFormatException {
    char kind = peek();
    at++;
    if (kind == 'u') {
      for (int i = 0; i < 4; i++) {
        if (Character.digit(peek(), 16) < 0 || peek() > 'f') {
          throw wrong("an escape that is none");
        }
        at++;
      }
    } else if ("\"\\/bfnrt".indexOf(kind) < 0) {
      throw wrong("an escape that is none");
    }
  }

  private void number() throws JsonFormatException {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws JsonFormatException {
    if (!isDigit(peek())) {
      throw wrong("no JSON value");
    }
    while (at < text.length() && isDigit(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void literal(String word) throws JsonFormatException {
    if (!text.startsWith(word, at)) {
      throw wrong("no JSON value");
    }
    at += word.length();
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws JsonFormatException {
    if (at >= text.length()) {
      throw new JsonFormatException(END);
    }
    return text.charAt(at);
  }

  private void expect(char c) throws JsonFormatException {
    if (peek() != c) {
      throw wrong("expected " + c);
    }
    at++;
  }

  private JsonFormatException wrong(String what) {
    return new JsonFormatException("not JSON at character " + at + ": " + what);
  }
}
