package io.gputelemetry.streamer.source;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the columns of a file are: by name, whatever their order, case and underscores. */
final class Header {
  private static final List<String> REQUIRED = List.of("metric_name", "uuid", "value");

  private final Map<String, Integer> places = new HashMap<>();
  private final int size;

  Header(String[] names, Path path) {
    this.size = names.length;
    for (int i = 0; i < names.length; i++) {
      places.putIfAbsent(key(names[i]), i);
    }
    List<String> missing =
        REQUIRED.stream().filter(name -> !places.containsKey(key(name))).toList();
    if (!missing.isEmpty()) {
      throw new SourceException(
          "%s has no column %s; its first line must name the columns, and it names: %s"
              .formatted(path, String.join(", ", missing), Arrays.toString(names)));
    }
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
