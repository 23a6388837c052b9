package io.gputelemetry.systemtests.simulation;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What all runs did together. */
final class Tally {
  private static final double NANOS = 1e9;

  private final TreeMap<String, Long> outcomes = new TreeMap<>();
  private int runs;
  private long requests;
  private long crashes;
  private long nanos;

  void add(Outcome outcome) {
    runs++;
    outcome.history().outcomes().forEach((what, count) -> outcomes.merge(what, count, Long::sum));
    requests += outcome.history().requests();
    crashes += outcome.history().crashes();
    nanos += outcome.nanos();
  }

  /** How often there was which outcome of a request or of a start. */
  Map<String, Long> outcomes() {
    return Collections.unmodifiableMap(outcomes);
  }

  String line(long tookNanos) {
    return String.format(
        Locale.ROOT,
        "%d seeds, %.1f a second: %d requests, %d crashes, %.2f simulated hours",
        runs,
        runs * NANOS / tookNanos,
        requests,
        crashes,
        nanos / NANOS / 3_600);
  }
}
