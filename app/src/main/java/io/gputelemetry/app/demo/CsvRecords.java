package io.gputelemetry.app.demo;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The records of a text as docs/csv.md says they are. It reads lines and puts those together that a
 * quote spans; of a record that cannot be used only the first line is gone.
 */
final class CsvRecords {
  private static final int RECORD_CHARS_MAX = 65_536;
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final Reader text;
  private final Deque<String> lines = new ArrayDeque<>();
  private boolean begun;

  /**
   * Over a text.
   *
   * @param text that is read in pieces of its own choice; give it a buffer
   */
  CsvRecords(Reader text) {
    this.text = text;
  }

  /** What comes next. */
  sealed interface Next {
    /** A record. */
    record Fields(List<String> fields) implements Next {}

    /** A line that is left out. */
    record LeftOut(String reason) implements Next {}
  }

  /** Empty at the end. */
  Optional<Next> next() throws IOException {
    Optional<String> first = line();
    while (first.isPresent() && isEmpty(first.get())) {
      first = line();
    }
    return first.isEmpty() ? Optional.empty() : from(first.get());
  }

  private static boolean isEmpty(String line) {
    return line.length() == 1 && isEnd(line.charAt(0));
  }

  private Optional<Next> from(String first) throws IOException {
    StringBuilder record = new StringBuilder(first);
    List<String> taken = new ArrayList<>();
    while (true) {
      Optional<Next> whole = read(record, first);
      if (whole.isPresent()) {
        boolean isGone = whole.get() instanceof Next.LeftOut;
        return isGone ? leftOut(whole, taken) : whole;
      }
      Optional<String> more = line();
      if (more.isEmpty()) {
        return leftOut(Optional.of(new Next.LeftOut("bad_row_quotes")), taken);
      }
      taken.add(more.get());
      record.append(more.get());
    }
  }

  /** What was taken beyond the first line is read anew. */
  private Optional<Next> leftOut(Optional<Next> what, List<String> taken) {
    taken.reversed().forEach(lines::addFirst);
    return what;
  }

  /** Empty if a quote is open at the end. */
  private static Optional<Next> read(CharSequence record, String firstLine) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    boolean closed = false;
    boolean fresh = true;
    int end = Math.min(record.length(), RECORD_CHARS_MAX);
    for (int i = 0; i < end; i++) {
      char c = record.charAt(i);
      if (c == 0) {
        return gone("nul");
      } else if (c == '"' && (quoted || fresh || closed)) {
        if (closed) {
          field.append(c);
        }
        closed = quoted;
        quoted = !quoted;
        fresh = false;
      } else if (quoted) {
        field.append(c);
      } else if (isEnd(c)) {
        fields.add(field.toString().strip());
        return Optional.of(new Next.Fields(fields));
      } else if (c == ',') {
        fields.add(field.toString().strip());
        field.setLength(0);
        fresh = true;
        closed = false;
      } else if (closed) {
        return gone("quotes");
      } else {
        field.append(c);
        fresh = false;
      }
    }
    if (record.length() > RECORD_CHARS_MAX) {
      return gone(firstLine.length() > RECORD_CHARS_MAX ? "too_long" : "quotes");
    }
    if (quoted) {
      return Optional.empty();
    }
    fields.add(field.toString().strip());
    return Optional.of(new Next.Fields(fields));
  }

  private static Optional<Next> gone(String kind) {
    return Optional.of(new Next.LeftOut("bad_row_" + kind));
  }

  private static boolean isEnd(char c) {
    return c == '\n' || c == '\r';
  }

  /** A line with its end; of a longer one than any record as much as shows that it is. */
  private Optional<String> line() throws IOException {
    if (!lines.isEmpty()) {
      return Optional.of(lines.remove());
    }
    StringBuilder line = new StringBuilder();
    int c = text.read();
    if (!begun && c == BYTE_ORDER_MARK) {
      c = text.read();
    }
    begun = true;
    for (; c >= 0; c = text.read()) {
      if (line.length() <= RECORD_CHARS_MAX) {
        line.append((char) c);
      }
      if (isEnd((char) c)) {
        return Optional.of(line.toString());
      }
    }
    return line.isEmpty() ? Optional.empty() : Optional.of(line.toString());
  }
}
