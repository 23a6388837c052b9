package io.gputelemetry.app.demo;

import io.gputelemetry.app.demo.CsvRecords.Next;
import io.gputelemetry.streamer.source.csv.Compressed;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts what CSV files hold, by the rules of docs/csv.md and not by the pipeline's own reader, so
 * that the reader is checked and not repeated.
 *
 * @param gpus distinct uuids
 * @param metrics distinct metric names
 * @param rows rows that a streamer keeps
 * @param leftOut rows that it leaves out, by reason
 */
record CsvCount(long gpus, long metrics, long rows, Map<String, Long> leftOut) {
  /** What DCGM writes for "none", from dcgm_structs.h: four marks of each of three types. */
  private static final Map<String, List<String>> MARKS =
      Map.of(
          "blank", List.of("2147483632", "9223372036854775792", "140737488355328"),
          "not_found", List.of("2147483633", "9223372036854775793", "140737488355328.1"),
          "not_supported", List.of("2147483634", "9223372036854775794", "140737488355328.2"),
          "no_permission", List.of("2147483635", "9223372036854775795", "140737488355328.3"));

  /** What a value is that has none. */
  private static final String KEPT = "";

  CsvCount {
    leftOut = new TreeMap<>(leftOut);
  }

  /** Counts these files as one, each plain or compressed, with a header of its own. */
  static CsvCount of(List<Path> files) throws IOException {
    Counting counting = new Counting();
    for (Path file : files) {
      try (InputStream bytes = Compressed.plain(Files.newInputStream(file));
          Reader text = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
        counting.file(text);
      }
    }
    return counting.count();
  }

  static CsvCount of(Reader text) throws IOException {
    Counting counting = new Counting();
    counting.file(text);
    return counting.count();
  }

  /** What is left out, for a person; empty if nothing is. */
  Optional<String> leftOutText() {
    if (leftOut.isEmpty()) {
      return Optional.empty();
    }
    long all = leftOut.values().stream().mapToLong(Long::longValue).sum();
    return Optional.of("%d rows of the file are left out: %s".formatted(all, leftOut));
  }

  /** While files are read. */
  private static final class Counting {
    private final MetricCatalogue catalogue = MetricCatalogue.load();
    private final Set<String> gpus = new HashSet<>();
    private final Set<String> metrics = new HashSet<>();
    private final Map<String, Long> leftOut = new TreeMap<>();
    private long rows;

    void file(Reader text) throws IOException {
      CsvRecords records = new CsvRecords(text);
      List<String> header = List.of();
      for (Optional<Next> next = records.next(); next.isPresent(); next = records.next()) {
        if (next.get() instanceof Next.Fields(List<String> fields)) {
          if (header.isEmpty()) {
            header = lower(fields);
          } else {
            row(header, fields);
          }
        } else if (next.get() instanceof Next.LeftOut(String reason)) {
          leaveOut(reason);
        }
      }
    }

    private static List<String> lower(List<String> names) {
      return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    }

    private void row(List<String> header, List<String> row) {
      if (row.size() != header.size()) {
        leaveOut("bad_row_field_count");
        return;
      }
      String uuid = row.get(header.indexOf("uuid"));
      String metric = row.get(header.indexOf("metric_name"));
      int index = header.indexOf("gpu_id");
      String reason = reason(uuid, metric, index < 0 ? "" : row.get(index));
      String why = reason.isEmpty() ? reason(row.get(header.indexOf("value"))) : reason;
      if (why.equals(KEPT)) {
        rows++;
        gpus.add(uuid);
        metrics.add(catalogue.canonicalName(metric));
      } else {
        leaveOut(why);
      }
    }

    private static String reason(String uuid, String metric, String index) {
      if (uuid.isEmpty()) {
        return "bad_row_uuid";
      }
      if (metric.isEmpty()) {
        return "bad_row_metric";
      }
      return index.isEmpty() || index.matches("[+-]?[0-9]{1,9}") ? KEPT : "bad_row_number";
    }

    private static String reason(String value) {
      if (value.startsWith("<<<") && value.endsWith(">>>")) {
        return switch (value) {
          case "<<<NOT_FOUND>>>" -> "no_value_not_found";
          case "<<<NOT_SUPPORTED>>>" -> "no_value_not_supported";
          case "<<<NOT_PERM>>>" -> "no_value_no_permission";
          default -> "no_value_blank";
        };
      }
      return number(value).map(number -> reason(value, number)).orElse("bad_row_number");
    }

    private static Optional<Double> number(String text) {
      try {
        return Optional.of(Double.parseDouble(text));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    private static String reason(String text, double number) {
      if (Double.isNaN(number)) {
        return "no_value_not_a_number";
      }
      if (Double.isInfinite(number)) {
        return "bad_row_number";
      }
      return written(text).or(() -> written(number)).map(mark -> "no_value_" + mark).orElse(KEPT);
    }

    private static Optional<String> written(String text) {
      return MARKS.entrySet().stream()
          .filter(mark -> mark.getValue().contains(text))
          .map(Map.Entry::getKey)
          .findFirst();
    }

    /**
     * In another way of writing, such as 2.147483634e9. A double cannot tell the long ones apart.
     */
    private static Optional<String> written(double number) {
      return number == (double) Long.MAX_VALUE
          ? Optional.of("blank")
          : MARKS.entrySet().stream()
              .filter(mark ->
                  mark.getValue().stream()
                      .mapToDouble(Double::parseDouble)
                      .anyMatch(one -> one == number))
              .map(Map.Entry::getKey)
              .findFirst();
    }

    private void leaveOut(String reason) {
      leftOut.merge(reason, 1L, Long::sum);
    }

    CsvCount count() {
      return new CsvCount(gpus.size(), metrics.size(), rows, leftOut);
    }
  }
}
