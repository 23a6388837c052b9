package io.gputelemetry.app.transfer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Rows that were left out, by reason, with where the first few of each stand. */
final class BadRows {
  /** Lines of a reason that are kept. */
  static final int LINES_MAX = 3;

  private final Map<String, Long> counts = new TreeMap<>();
  private final Map<String, List<String>> places = new TreeMap<>();

  /** Adds rows of one file, and the lines of the first of them. */
  void add(String reason, long count, String file, List<Long> lines) {
    counts.merge(reason, count, Long::sum);
    List<String> known = places.computeIfAbsent(reason, first -> new ArrayList<>());
    for (long line : lines) {
      if (known.size() < LINES_MAX) {
        known.add(file + ":" + line);
      }
    }
  }

  List<StoreImport.Rejected> list() {
    List<StoreImport.Rejected> list = new ArrayList<>();
    counts.forEach((reason, count) ->
        list.add(new StoreImport.Rejected(reason, count, places.getOrDefault(reason, List.of()))));
    return list;
  }
}
