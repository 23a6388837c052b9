package io.gputelemetry.broker.lease;

/**
 * Neighbouring messages with one history.
 *
 * @param from first offset
 * @param to offset behind the last one
 * @param deliveries how often each of them was delivered to the group
 * @param losses how many of these ended without a word: by their time or with the connection
 */
public record Run(long from, long to, int deliveries, int losses) {
  public Run {
    if (from < 0 || to <= from || deliveries < 0 || losses < 0) {
      throw new IllegalArgumentException("no run: " + from + " to " + to + ", " + deliveries);
    }
  }

  /** One whose deliveries were all answered. */
  public Run(long from, long to, int deliveries) {
    this(from, to, deliveries, 0);
  }

  /** How many messages. */
  public int size() {
    return Math.toIntExact(to - from);
  }

  /** A part of it. */
  Run part(long first, long behind) {
    return new Run(first, behind, deliveries, losses);
  }

  /** The same, delivered once more. */
  Run delivered() {
    return new Run(from, to, deliveries + 1, losses);
  }

  /** The same, lost once more. */
  Run lost() {
    return new Run(from, to, deliveries, losses + 1);
  }

  boolean continues(Run before) {
    return before.to == from && before.deliveries == deliveries && before.losses == losses;
  }
}
