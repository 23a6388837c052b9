package io.gputelemetry.benchmarks.store;

import io.gputelemetry.benchmarks.store.fleet.Fleet;
import io.gputelemetry.benchmarks.store.fleet.Shape;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What is measured: names of cases, all unless given, and {@code name=value}.
 *
 * @param numbers by name, with their defaults
 */
public record Options(Set<Part> parts, Map<String, Long> numbers) {

  /** Parts of the measurement, in their order. */
  enum Part {
    INGEST,
    QUERIES,
    REMOTE,
    PACED,
    REPEATS,
    SEALED,
    COMPACTION,
    RETENTION,
    INGEST_WRITTEN,
    INGEST_REMOTE,
    SMALL_BATCHES,
    KILL
  }

  private static final Map<String, Long> DEFAULTS =
      Map.of("scale", 100L, "batch", 10_000L, "writers", 1L, "jitter", 0L, "seed", 1L, "kills", 3L);

  /**
   * Reads arguments.
   *
   * @throws IllegalArgumentException if one of them is not known; the message says what is
   */
  public static Options parse(String... arguments) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    Map<String, Long> numbers = new HashMap<>(DEFAULTS);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      if (equals < 0) {
        parts.add(part(argument));
      } else if (numbers.containsKey(argument.substring(0, equals))) {
        numbers.put(
            argument.substring(0, equals),
            Long.parseLong(argument, equals + 1, argument.length(), 10));
      } else {
        throw new IllegalArgumentException(
            argument + ": there is no such number; there are " + DEFAULTS.keySet());
      }
    }
    return new Options(parts.isEmpty() ? EnumSet.allOf(Part.class) : parts, Map.copyOf(numbers));
  }

  private static Part part(String argument) {
    for (Part part : Part.values()) {
      if (name(part).equals(argument)) {
        return part;
      }
    }
    throw new IllegalArgumentException(
        argument
            + ": there is no such case; there are "
            + EnumSet.allOf(Part.class).stream().map(Options::name).toList());
  }

  static String name(Part part) {
    return part.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private int number(String name) {
    return Math.toIntExact(numbers.getOrDefault(name, 0L));
  }

  /** The fleet; every process that has the same options makes the same one. */
  public Fleet fleet() {
    return new Fleet(Shape.ofPercent(number("scale"), number("jitter") * 1_000L), number("seed"));
  }

  /** Samples of a batch. */
  public int batch() {
    return number("batch");
  }

  int writers() {
    return number("writers");
  }

  /** How often a process is killed. */
  public int kills() {
    return number("kills");
  }

  /** The numbers as arguments. */
  public String[] arguments() {
    return numbers.entrySet().stream()
        .map(number -> number.getKey() + "=" + number.getValue())
        .toArray(String[]::new);
  }
}
