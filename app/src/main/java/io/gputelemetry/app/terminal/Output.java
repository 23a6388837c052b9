package io.gputelemetry.app.terminal;

import io.gputelemetry.runtime.json.JsonText;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints rows: as a table for people, or one JSON object a line. */
final class Output {
  private static final int CELL_MAX = 80;

  private final PrintStream out;
  private final boolean json;

  Output(PrintStream out, boolean json) {
    this.out = out;
    this.json = json;
  }

  boolean isJson() {
    return json;
  }

  /** A sentence for people. */
  void say(String text) {
    if (!json) {
      out.println(text);
    }
  }

  /** A line that is the same for people and programs. */
  void line(String text) {
    out.println(text);
  }

  /** Many of one kind. */
  void list(List<Row> rows, String none) {
    if (json) {
      rows.forEach(row -> out.println(row.json().text()));
    } else if (rows.isEmpty()) {
      out.println(none);
    } else {
      table(rows);
    }
  }

  /** One, with a line for each value. */
  void one(Row row) {
    if (json) {
      out.println(row.json().text());
      return;
    }
    int width = row.shown().keySet().stream().mapToInt(String::length).max().orElse(0);
    row.shown()
        .forEach((name, value) ->
            out.println(padded(name.replace('_', ' '), width) + "  " + printable(value)));
  }

  /** Rows as elements of an array. */
  static JsonText array(List<Row> rows) {
    return JsonText.array(rows.stream().map(Row::json).toList());
  }

  private void table(List<Row> rows) {
    List<String> names = List.copyOf(rows.getFirst().shown().keySet());
    List<List<String>> lines = new ArrayList<>();
    lines.add(names.stream().map(name -> name.replace('_', ' ').toUpperCase(Locale.ROOT)).toList());
    for (Row row : rows) {
      lines.add(names.stream().map(name -> cell(row.shown().getOrDefault(name, ""))).toList());
    }
    int[] widths = new int[names.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    lines.forEach(line -> out.println(joined(line, widths)));
  }

  private static String joined(List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      line.append(i == 0 ? "" : "  ").append(padded(cells.get(i), widths[i]));
    }
    return line.toString().stripTrailing();
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(width - text.length());
  }

  private static String cell(String text) {
    String printable = printable(text);
    return printable.length() <= CELL_MAX ? printable : printable.substring(0, CELL_MAX - 1) + "…";
  }

  /** What others wrote must not move the cursor of a terminal. */
  static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .forEach(printable::appendCodePoint);
    return printable.toString();
  }
}
