package io.gputelemetry.api.rest;

import java.util.Map;
import java.util.Set;

/** What the count of a drop counts, by its reason. */
final class DropUnit {
  static final String MESSAGES = "messages";
  static final String SAMPLES = "samples";

  private static final Set<String> ROWS = Set.of("unpublished");
  private static final Set<String> LINES =
      Set.of("unreadable_line", "unusable_series", "duplicate_series");

  private static final Map<String, String> BEGINNINGS =
      Map.of("bad_row_", "rows", "scrape_", "scrapes", "write_", "requests");

  private DropUnit() {}

  /** Of a process's drops; samples if nothing else is known. */
  static String of(String reason) {
    if (ROWS.contains(reason)) {
      return "rows";
    }
    if (LINES.contains(reason)) {
      return "lines";
    }
    return BEGINNINGS.entrySet().stream()
        .filter(beginning -> reason.startsWith(beginning.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(SAMPLES);
  }
}
