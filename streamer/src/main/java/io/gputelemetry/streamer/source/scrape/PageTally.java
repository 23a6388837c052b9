package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.telemetry.ImpossibleTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What became of the lines of a page that gave no sample. Not thread-safe. */
final class PageTally {
  private final Map<String, Integer> rejected = new TreeMap<>();
  private final Map<String, Integer> unusable = new TreeMap<>();
  private final Map<String, Integer> impossible = new TreeMap<>();
  private final Map<String, Integer> absent = new TreeMap<>();
  private int duplicates;
  private int repeated;
  private Optional<String> firstRejected = Optional.empty();

  void addRejected(int line, String reason) {
    rejected.merge(reason, 1, Integer::sum);
    if (firstRejected.isEmpty()) {
      firstRejected = Optional.of("line %d: %s".formatted(line, reason));
    }
  }

  /** Lines that could not be read, by reason. */
  Map<String, Integer> rejected() {
    return rejected;
  }

  /** The first of them, for people. */
  Optional<String> firstRejected() {
    return firstRejected;
  }

  int rejectedLines() {
    return rejected.values().stream().mapToInt(Integer::intValue).sum();
  }

  void addUnusable(String reason) {
    unusable.merge(reason, 1, Integer::sum);
  }

  /** Samples that are of no GPU's series, by reason. */
  Map<String, Integer> unusable() {
    return unusable;
  }

  /** How many they are, not counting one reason. */
  int unusableBut(String reason) {
    int all = unusable.values().stream().mapToInt(Integer::intValue).sum();
    return all - unusable.getOrDefault(reason, 0);
  }

  void addImpossible(ImpossibleTime reason) {
    impossible.merge(reason.label(), 1, Integer::sum);
  }

  /** Samples whose own time cannot be, by reason. */
  Map<String, Integer> impossible() {
    return impossible;
  }

  void addAbsent(String reason) {
    absent.merge(reason, 1, Integer::sum);
  }

  /** Samples whose value says that there is none, by reason. */
  Map<String, Integer> absent() {
    return absent;
  }

  void addDuplicate() {
    duplicates++;
  }

  /** Samples of series that the page had before. */
  int duplicates() {
    return duplicates;
  }

  void addRepeated() {
    repeated++;
  }

  /** Samples with a time that an earlier page had. */
  int repeated() {
    return repeated;
  }
}
