package io.gputelemetry.benchmarks.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures: a line of a table as each is known, and all of them as JSON at the end. */
public final class Report {
  private final List<String> json = new ArrayList<>();

  /** A count that a part of the measurement gave. */
  public void count(String part, String name, long value, String unit) {
    figure(part, name, (double) value, unit);
  }

  /** One figure of a part of the measurement. */
  public void figure(String part, String name, double value, String unit) {
    System.out.printf(Locale.ROOT, "%-28s %-44s %,16.3f %s%n", part, name, value, unit);
    remember(part, name, value, unit);
  }

  /** How long something takes, in one line. */
  public void durations(String part, String name, Durations durations) {
    double middle = durations.millis(0.5);
    double slow = durations.millis(0.99);
    double slowest = durations.millis(1);
    System.out.printf(
        Locale.ROOT,
        "%-28s %-44s p50 %9.3f  p99 %9.3f  max %9.3f ms  (%,d)%n",
        part,
        name,
        middle,
        slow,
        slowest,
        durations.size());
    remember(part, name + " p50", middle, "ms");
    remember(part, name + " p99", slow, "ms");
    remember(part, name + " max", slowest, "ms");
  }

  private void remember(String part, String name, double value, String unit) {
    json.add(
        String.format(
            Locale.ROOT,
            "{\"case\":\"%s\",\"figure\":\"%s\",\"value\":%.6f,\"unit\":\"%s\"}",
            part,
            name,
            value,
            unit));
  }

  public void printJson() {
    System.out.println();
    json.forEach(System.out::println);
  }
}
