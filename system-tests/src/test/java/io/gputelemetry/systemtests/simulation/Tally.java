package io.gputelemetry.systemtests.simulation;

import java.util.Locale;

/** What all runs did together. */
final class Tally {
  private static final double NANOS = 1e9;

  private int runs;
  private long requests;
  private long crashes;
  private long nanos;

  void add(Outcome outcome) {
    runs++;
    requests += outcome.history().requests();
    crashes += outcome.history().crashes();
    nanos += outcome.nanos();
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
