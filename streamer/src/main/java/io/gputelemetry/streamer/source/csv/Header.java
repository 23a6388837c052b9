package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.streamer.source.SourceException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the columns of a file are: by name, whatever their order, case and underscores. */
final class Header {
  private static final List<String> REQUIRED = List.of("metric_name", "uuid", "value");

  /** Columns of a file. */
  static final int COLUMNS_MAX = 64;

  private static final int SHOWN_CHARS = 300;

  private final Map<String, Integer> places = new HashMap<>();
  private final int size;

  Header(String[] names, String where) {
    this.size = names.length;
    if (size > COLUMNS_MAX) {
      throw new SourceException(
          "%s has %d columns; at most %d are read".formatted(where, size, COLUMNS_MAX));
    }
    for (int i = 0; i < names.length; i++) {
      places.putIfAbsent(key(names[i]), i);
    }
    List<String> missing =
        REQUIRED.stream().filter(name -> !places.containsKey(key(name))).toList();
    if (!missing.isEmpty()) {
      throw new SourceException(
          "%s has no column %s; its first line must name the columns, and it names: %s"
              .formatted(where, String.join(", ", missing), shown(names)));
    }
  }

  private static String shown(String[] names) {
    String text = Arrays.toString(names).replaceAll("\\p{Cntrl}", "?");
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "..." : text;
  }

  /** The header that a line is. */
  static Header of(String line, String where) {
    List<String> names = new ArrayList<>();
    for (String name : line.replace("\uFEFF", "").split(",", -1)) {
      names.add(name.strip().replace("\"", ""));
    }
    return new Header(names.toArray(String[]::new), where);
  }

  private static String key(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Columns of the file. */
  int size() {
    return size;
  }

  /** The place of a column, or -1. */
  int place(String column) {
    return places.getOrDefault(key(column), -1);
  }
}
