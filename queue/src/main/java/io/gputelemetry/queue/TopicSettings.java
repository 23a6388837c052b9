package io.gputelemetry.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * What can be chosen for each topic. What is left open is the broker's default; a topic that is
 * described has nothing left open.
 *
 * @param durability what a publish waits for; empty: the default
 * @param maxBytes of the log; 0: the default
 * @param maxAge of messages; zero: the default
 * @param visibility how long a lease or a grant runs; zero: the default
 * @param maxDeliveries failures that make a message a dead letter; 0: the default
 */
public record TopicSettings(
    Optional<Durability> durability,
    long maxBytes,
    Duration maxAge,
    Duration visibility,
    int maxDeliveries) {

  /** Everything as the broker has it. */
  public static final TopicSettings USUAL =
      new TopicSettings(Optional.empty(), 0, Duration.ZERO, Duration.ZERO, 0);

  /** The smallest bound of a log, in bytes. */
  public static final long MAX_BYTES_MIN = 128 << 10;

  private static final long MILLIS_MAX = Integer.MAX_VALUE;
  private static final int DELIVERIES_MAX = 1_000;

  public TopicSettings {
    if (maxBytes != 0 && maxBytes < MAX_BYTES_MIN) {
      throw new IllegalArgumentException("maxBytes " + maxBytes + ", at least " + MAX_BYTES_MIN);
    }
    if (maxAge.isNegative() || maxAge.toDays() > 36_500) {
      throw new IllegalArgumentException("maxAge " + maxAge);
    }
    if (visibility.isNegative() || visibility.compareTo(Duration.ofMillis(MILLIS_MAX)) > 0) {
      throw new IllegalArgumentException("visibility " + visibility);
    }
    if (maxDeliveries < 0 || maxDeliveries > DELIVERIES_MAX) {
      throw new IllegalArgumentException("maxDeliveries " + maxDeliveries);
    }
    maxAge = Duration.ofMillis(maxAge.toMillis());
    visibility = Duration.ofMillis(visibility.toMillis());
  }

  /** These, and the others where these leave something open. */
  public TopicSettings or(TopicSettings others) {
    return new TopicSettings(
        durability.or(others::durability),
        maxBytes == 0 ? others.maxBytes() : maxBytes,
        maxAge.isZero() ? others.maxAge() : maxAge,
        visibility.isZero() ? others.visibility() : visibility,
        maxDeliveries == 0 ? others.maxDeliveries() : maxDeliveries);
  }
}
