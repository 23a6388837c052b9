package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.csv.LoadReport.Rejection;
import java.io.IOException;
import java.io.Reader;
import java.util.function.Consumer;

/**
 * Passes CSV on record by record and leaves out those that are too long, have stray quotes or a
 * NUL, so that a parser behind it never meets one. A record ends with a line feed, a carriage
 * return, or both. What becomes of it depends on its text alone, and not on the pieces in which
 * that arrives. Where a quote is never closed only the line it stands in is left out: what follows
 * is read anew. Also leaves out a byte order mark at the beginning.
 */
final class RecordReader extends Reader {
  /** Characters of a record, quotes and line end included. */
  static final int RECORD_CHARS_MAX = 64 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int NOT_WHOLE = -1;
  private static final int NOT_CLOSED = -2;
  private static final int STRAY_QUOTE = -3;
  private static final int HAS_NUL = -4;

  private final Reader source;
  private final int maxChars;
  private final Consumer<Rejection> onRejected;
  private final char[] buffer;

  /** What was read from the source and not passed on: from {@code start} to {@code limit}. */
  private int start;

  private int limit;
  private boolean ended;

  /** End of the part, from {@code start}, that may be passed on. */
  private int whole;

  /** Number of the line in which the last record begins, and of the line behind it; from 1. */
  private long line;

  private long nextLine = 1;

  /** Line feeds inside the quotes of the record that was looked for last. */
  private int breaks;

  /** Whether what was read last ended with a carriage return. */
  private boolean returned;

  RecordReader(Reader source, int maxChars, Consumer<Rejection> onRejected) throws IOException {
    this.source = source;
    this.maxChars = maxChars;
    this.onRejected = onRejected;
    this.buffer = new char[2 * maxChars];
    refill();
    if (limit > 0 && buffer[0] == BYTE_ORDER_MARK) {
      start = 1;
      whole = 1;
    }
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    while (start == whole) {
      if (!findRecord()) {
        return -1;
      }
    }
    int count = Math.min(length, whole - start);
    System.arraycopy(buffer, start, target, offset, count);
    start += count;
    return count;
  }

  /** Makes the next record whole, or drops a line; false at the end. */
  private boolean findRecord() throws IOException {
    int end = recordEnd();
    while ((end == NOT_WHOLE || end == NOT_CLOSED) && limit - start <= maxChars && !ended) {
      refill();
      end = recordEnd();
    }
    if (start == limit) {
      return false;
    }
    if (end == NOT_WHOLE && ended && limit - start <= maxChars) {
      end = limit;
    }
    if (end >= 0) {
      whole = end;
      countLines(end);
    } else {
      line = nextLine++;
      onRejected.accept(rejection(end));
      dropLine();
    }
    return true;
  }

  /** The line feed of a carriage return that ended a record is no line. */
  private void countLines(int end) {
    boolean rest = returned && end == start + 1 && buffer[start] == '\n';
    if (!rest) {
      line = nextLine;
      nextLine += breaks + 1;
    }
    returned = buffer[end - 1] == '\r';
  }

  /** Number of the line, from 1, in which the record begins that was passed on or left out last. */
  long line() {
    return line;
  }

  private Rejection rejection(int end) {
    return switch (end) {
      case NOT_CLOSED -> isLineTooLong() ? Rejection.TOO_LONG : Rejection.QUOTES;
      case STRAY_QUOTE -> Rejection.QUOTES;
      case HAS_NUL -> Rejection.NUL;
      default -> Rejection.TOO_LONG;
    };
  }

  private boolean isLineTooLong() {
    for (int i = start; i < Math.min(limit, start + maxChars); i++) {
      if (isLineEnd(buffer[i])) {
        return false;
      }
    }
    return limit - start > maxChars;
  }

  /**
   * Behind the line end that is not inside quotes, or why there is none yet. Does not look further
   * than a record may be long.
   */
  private int recordEnd() {
    boolean quoted = false;
    boolean mayOpen = true;
    boolean closed = false;
    breaks = 0;
    for (int i = start; i < Math.min(limit, start + maxChars); i++) {
      char c = buffer[i];
      if (c == '"' && (quoted || mayOpen)) {
        quoted = !quoted;
        // Right behind a closing quote another one opens again: a doubled quote.
        mayOpen = !quoted;
        closed = !quoted;
      } else if (!quoted && isLineEnd(c)) {
        return i + 1;
      } else if (c == 0) {
        return HAS_NUL;
      } else if (closed && c != ',') {
        return STRAY_QUOTE;
      } else {
        mayOpen = c == ',';
        closed = false;
        breaks += c == '\n' ? 1 : 0;
      }
    }
    return quoted ? NOT_CLOSED : NOT_WHOLE;
  }

  private void dropLine() throws IOException {
    while (start < limit) {
      int end = start;
      while (end < limit && !isLineEnd(buffer[end])) {
        end++;
      }
      start = Math.min(end + 1, limit);
      whole = start;
      if (end < limit) {
        returned = buffer[end] == '\r';
        return;
      }
      if (!ended) {
        refill();
      }
    }
  }

  private static boolean isLineEnd(char c) {
    return c == '\n' || c == '\r';
  }

  private void refill() throws IOException {
    System.arraycopy(buffer, start, buffer, 0, limit - start);
    limit -= start;
    start = 0;
    whole = 0;
    int count = source.read(buffer, limit, buffer.length - limit);
    ended = count < 0;
    limit += Math.max(count, 0);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
