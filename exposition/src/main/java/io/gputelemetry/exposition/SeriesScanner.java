package io.gputelemetry.exposition;

import io.gputelemetry.exposition.ExpositionText.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds name and labels of a series in its text, as places in the bytes. Used again and again, so
 * that nothing is allocated per series.
 *
 * <pre>
 *   series = name [ "{" [ label { "," label } [ "," ] ] "}" ]
 *          | "{" text { "," label } [ "," ] "}"           ; the name as a text
 *   label  = ( labelName | text ) "=" text
 *   text   = '"' { any byte but '"' and '\' | '\\' | '\"' | '\n' } '"'
 * </pre>
 *
 * Blanks may stand between all of these.
 */
final class SeriesScanner {
  static final int LABELS_MAX = 64;

  private static final int NAME_FROM = 0;
  private static final int NAME_TO = 1;
  private static final int VALUE_FROM = 2;
  private static final int VALUE_TO = 3;
  private static final int PLACES = 4;
  private static final byte[] NAME_LABEL = "__name__".getBytes(StandardCharsets.US_ASCII);

  private final int[] places = new int[PLACES * LABELS_MAX];
  private byte[] bytes = {};
  private int at;
  private int end;
  private int nameFrom;
  private int nameTo;
  private int labels;
  private Rejection problem = Rejection.SYNTAX;

  /** The first place at or after {@code from} that is no blank. */
  static int skipBlanks(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at;
  }

  /** Scans the series that begins at {@code from}; false if there is none, see the problem. */
  boolean scan(byte[] in, int from, int to) {
    start(in, from, to);
    while (at < end && isNameByte(bytes[at], at == from)) {
      at++;
    }
    nameFrom = from;
    nameTo = at;
    int brace = skipBlanks(bytes, at, end);
    if (brace < end && bytes[brace] == '{') {
      at = brace + 1;
      return scanSet(nameTo == nameFrom) && (nameTo > nameFrom || fail(Rejection.SYNTAX));
    }
    return nameTo > nameFrom || fail(Rejection.SYNTAX);
  }

  /** Scans labels in braces, without a name. */
  boolean scanLabels(byte[] in, int from, int to) {
    start(in, from, to);
    nameTo = from;
    nameFrom = from;
    if (at == end || bytes[at] != '{') {
      return fail(Rejection.SYNTAX);
    }
    at++;
    return scanSet(false);
  }

  private void start(byte[] in, int from, int to) {
    bytes = in;
    at = from;
    end = to;
    labels = 0;
  }

  /** Behind the opening brace; {@code nameless} as long as a text can still be the name. */
  private boolean scanSet(boolean nameless) {
    boolean awaitsName = nameless;
    while (true) {
      at = skipBlanks(bytes, at, end);
      if (at < end && bytes[at] == '}') {
        at++;
        return true;
      }
      if (!scanItem(awaitsName)) {
        return false;
      }
      awaitsName = false;
      at = skipBlanks(bytes, at, end);
      if (at < end && bytes[at] == ',') {
        at++;
      } else if (at == end || bytes[at] != '}') {
        return fail(Rejection.SYNTAX);
      }
    }
  }

  private boolean scanItem(boolean awaitsName) {
    int from = at;
    boolean quoted = at < end && bytes[at] == '"';
    if (quoted) {
      if (!scanText()) {
        return false;
      }
      from++;
    } else {
      while (at < end && bytes[at] != ':' && isNameByte(bytes[at], at == from)) {
        at++;
      }
    }
    int to = quoted ? at - 1 : at;
    if (to <= from) {
      return fail(Rejection.SYNTAX);
    }
    at = skipBlanks(bytes, at, end);
    if (at < end && bytes[at] == '=') {
      at = skipBlanks(bytes, at + 1, end);
      int valueFrom = at + 1;
      return scanText() && add(from, to, valueFrom, at - 1);
    }
    nameFrom = from;
    nameTo = to;
    return (quoted && awaitsName) || fail(Rejection.SYNTAX);
  }

  /** From the opening quote to behind the closing one. */
  private boolean scanText() {
    if (at == end || bytes[at] != '"') {
      return fail(Rejection.SYNTAX);
    }
    at++;
    while (at < end && bytes[at] != '"') {
      if (bytes[at] == '\\') {
        at++;
        if (at == end || (bytes[at] != '\\' && bytes[at] != '"' && bytes[at] != 'n')) {
          return fail(Rejection.SYNTAX);
        }
      }
      at++;
    }
    if (at == end) {
      return fail(Rejection.SYNTAX);
    }
    at++;
    return true;
  }

  private boolean add(int from, int to, int valueFrom, int valueTo) {
    if (labels == LABELS_MAX) {
      return fail(Rejection.TOO_MANY_LABELS);
    }
    if (Arrays.equals(bytes, from, to, NAME_LABEL, 0, NAME_LABEL.length)) {
      return fail(Rejection.SYNTAX);
    }
    // An escape has one spelling only, so equal names are equal bytes.
    for (int i = 0; i < labels; i++) {
      if (Arrays.equals(bytes, from, to, bytes, place(i, NAME_FROM), place(i, NAME_TO))) {
        return fail(Rejection.DUPLICATE_LABEL);
      }
    }
    int place = PLACES * labels++;
    places[place + NAME_FROM] = from;
    places[place + NAME_TO] = to;
    places[place + VALUE_FROM] = valueFrom;
    places[place + VALUE_TO] = valueTo;
    return true;
  }

  private boolean fail(Rejection reason) {
    problem = reason;
    return false;
  }

  private static boolean isNameByte(byte b, boolean first) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '_'
        || b == ':'
        || (!first && b >= '0' && b <= '9');
  }

  /** Behind what was scanned. */
  int at() {
    return at;
  }

  /** Why the last scan failed. */
  Rejection problem() {
    return problem;
  }

  int labels() {
    return labels;
  }

  String name() {
    return text(nameFrom, nameTo);
  }

  String labelName(int label) {
    return text(place(label, NAME_FROM), place(label, NAME_TO));
  }

  String labelValue(int label) {
    return text(place(label, VALUE_FROM), place(label, VALUE_TO));
  }

  private int place(int label, int which) {
    return places[PLACES * label + which];
  }

  private String text(int from, int to) {
    String escaped = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    StringBuilder text = new StringBuilder(escaped.length());
    for (int i = 0; i < escaped.length(); i++) {
      char c = escaped.charAt(i);
      if (c == '\\') {
        i++;
        c = escaped.charAt(i) == 'n' ? '\n' : escaped.charAt(i);
      }
      text.append(c);
    }
    return text.toString();
  }
}
