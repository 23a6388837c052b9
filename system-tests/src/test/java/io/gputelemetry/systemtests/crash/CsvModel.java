package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The input as this test reads it, by a splitter of its own, so that an error of the product's
 * reader cannot hide itself.
 */
public record CsvModel(List<Row> rows) {

  /** What must become of one line: its series, the source's time in microseconds, its value. */
  public record Row(String uuid, String metric, long sourceMicros, double value) {}

  /** Reads a file. */
  public static CsvModel read(Path csv) throws IOException {
    List<String> lines = Files.readAllLines(csv);
    List<String> header = split(lines.getFirst());
    int time = header.indexOf("timestamp");
    int metric = header.indexOf("metric_name");
    int uuid = header.indexOf("uuid");
    int value = header.indexOf("value");
    List<Row> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> fields = split(line);
      Instant source = Instant.parse(fields.get(time));
      rows.add(
          new Row(
              fields.get(uuid),
              fields.get(metric),
              source.getEpochSecond() * 1_000_000 + source.getNano() / 1_000,
              Double.parseDouble(fields.get(value))));
    }
    return new CsvModel(rows);
  }

  /** Splits a line at commas outside quotes; a doubled quote inside quotes is one quote. */
  static List<String> split(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && c == '"' && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        field.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    fields.add(field.toString());
    return fields;
  }
}
