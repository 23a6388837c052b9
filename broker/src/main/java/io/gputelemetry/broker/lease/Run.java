package io.gputelemetry.broker.lease;

/**
 * Neighbouring messages with one history.
 *
 * @param from first offset
 * @param to offset behind the last one
 * @param deliveries how often each of them was delivered to the group
 */
public record Run(long from, long to, int deliveries) {
  public Run {
    if (from < 0 || to <= from || deliveries < 0) {
      throw new IllegalArgumentException("no run: " + from + " to " + to + ", " + deliveries);
    }
  }

  /** How many messages. */
  public int size() {
    return Math.toIntExact(to - from);
  }
}
