package io.gputelemetry.exposition;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Name and labels of a series text, read only when it is met the first time.
 *
 * @param name of the metric; never empty
 * @param labels without the name; escapes are resolved
 */
public record SeriesText(String name, SortedMap<String, String> labels) {
  public SeriesText {
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** The series that this is the whole text of, as {@link ExpositionText} gives it. */
  public static Optional<SeriesText> parse(String series) {
    byte[] bytes = series.getBytes(StandardCharsets.UTF_8);
    SeriesScanner scanner = new SeriesScanner();
    if (!scanner.scan(bytes, 0, bytes.length) || scanner.at() != bytes.length) {
      return Optional.empty();
    }
    SortedMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < scanner.labels(); i++) {
      labels.put(scanner.labelName(i), scanner.labelValue(i));
    }
    return Optional.of(new SeriesText(scanner.name(), labels));
  }
}
