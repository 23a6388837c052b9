package io.gputelemetry.exposition;

import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.exposition.ExpositionText.Rejection;
import io.gputelemetry.exposition.ExpositionText.Sink;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads one text, line by line. For one use. */
final class LineReader {
  private static final byte[] END = "# EOF".getBytes(StandardCharsets.US_ASCII);

  private final Format format;
  private final byte[] body;
  private final int length;
  private final Sink sink;
  private final SeriesScanner series = new SeriesScanner();
  private final SeriesScanner exemplar = new SeriesScanner();
  private final NumberText number = new NumberText();
  private final Utf8Check utf8;
  private Rejection problem = Rejection.SYNTAX;
  private double value;
  private long timeMicros;
  private boolean ended;

  LineReader(Format format, byte[] body, int length, Sink sink) {
    this.format = format;
    this.body = body;
    this.length = length;
    this.sink = sink;
    this.utf8 = new Utf8Check(body);
  }

  void read() {
    int line = 0;
    int from = 0;
    while (from < length) {
      line++;
      int to = from;
      while (to < length && body[to] != '\n') {
        to++;
      }
      if (to == length && format == Format.OPENMETRICS && !ended && !isEnd(from, to)) {
        // Nobody can tell a cut value from a whole one.
        break;
      }
      line(line, from, to > from && body[to - 1] == '\r' ? to - 1 : to);
      from = to + 1;
    }
    if (format == Format.OPENMETRICS && !ended) {
      sink.rejected(Math.max(line, 1), Rejection.NOT_ENDED);
    }
  }

  private boolean isEnd(int from, int to) {
    return Arrays.equals(body, from, to, END, 0, END.length);
  }

  private void line(int line, int from, int to) {
    int start = SeriesScanner.skipBlanks(body, from, to);
    if (start == to) {
      return;
    }
    if (!isWhole(from, to)) {
      sink.rejected(line, problem);
    } else if (ended) {
      sink.rejected(line, Rejection.AFTER_END);
    } else if (body[start] == '#') {
      ended = format == Format.OPENMETRICS && isEnd(from, to);
    } else if (sample(start, to)) {
      String text = new String(body, start, series.at() - start, StandardCharsets.UTF_8);
      sink.sample(text, value, timeMicros);
    } else {
      sink.rejected(line, problem);
    }
  }

  private boolean isWhole(int from, int to) {
    if (to - from > ExpositionText.LINE_BYTES_MAX) {
      return fail(Rejection.TOO_LONG);
    }
    return utf8.isText(from, to) || fail(Rejection.ENCODING);
  }

  private boolean sample(int from, int to) {
    if (!series.scan(body, from, to)) {
      return fail(series.problem());
    }
    int at = SeriesScanner.skipBlanks(body, series.at(), to);
    if (at == to || (at == series.at() && body[at - 1] != '}')) {
      return fail(Rejection.SYNTAX);
    }
    int end = tokenEnd(at, to);
    if (!number.parse(body, at, end)) {
      return fail(Rejection.NUMBER);
    }
    value = number.value();
    timeMicros = ExpositionText.NO_TIME;
    at = SeriesScanner.skipBlanks(body, end, to);
    if (at < to && body[at] != '#') {
      end = tokenEnd(at, to);
      if (!time(at, end)) {
        return fail(Rejection.TIME);
      }
      timeMicros = number.micros();
      at = SeriesScanner.skipBlanks(body, end, to);
    }
    return at == to || exemplar(at, to) || fail(Rejection.SYNTAX);
  }

  private boolean time(int from, int to) {
    return format == Format.OPENMETRICS
        ? number.parseSeconds(body, from, to)
        : number.parseMillis(body, from, to);
  }

  /** {@code # {labels} value [timestamp]}, which nobody here needs. */
  private boolean exemplar(int from, int to) {
    if (format != Format.OPENMETRICS || body[from] != '#') {
      return false;
    }
    int at = SeriesScanner.skipBlanks(body, from + 1, to);
    if (at == from + 1 || !exemplar.scanLabels(body, at, to)) {
      return false;
    }
    at = SeriesScanner.skipBlanks(body, exemplar.at(), to);
    int end = tokenEnd(at, to);
    if (!number.parse(body, at, end)) {
      return false;
    }
    at = SeriesScanner.skipBlanks(body, end, to);
    end = tokenEnd(at, to);
    return at == to
        || (number.parseSeconds(body, at, end) && SeriesScanner.skipBlanks(body, end, to) == to);
  }

  private int tokenEnd(int from, int to) {
    int at = from;
    while (at < to && body[at] != ' ' && body[at] != '\t') {
      at++;
    }
    return at;
  }

  private boolean fail(Rejection reason) {
    problem = reason;
    return false;
  }
}
