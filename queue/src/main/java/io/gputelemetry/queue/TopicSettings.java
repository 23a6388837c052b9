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
 * @param replay whether a topic of dead letters replays them by itself; off is the default
 * @param compression of the log; none is the default
 */
public record TopicSettings(
    Optional<Durability> durability,
    long maxBytes,
    Duration maxAge,
    Duration visibility,
    int maxDeliveries,
    Replay replay,
    Compression compression) {

  /** Everything as the broker has it. */
  public static final TopicSettings USUAL =
      new TopicSettings(Optional.empty(), 0, Duration.ZERO, Duration.ZERO, 0);

  /** The smallest bound of a log, in bytes. */
  public static final long MAX_BYTES_MIN = 128 << 10;

  /**
   * How dead letters are published once more without being asked for.
   *
   * @param after how long they lie before that, 1 s to 30 days
   * @param times how often one message is replayed at most, whoever asked for it; 1 to 100
   * @param perMinute how many messages are replayed in a minute at most; 1 to 6,000
   */
  public record Replay(Duration after, int times, int perMinute) {
    /** Never. */
    public static final Replay OFF = new Replay(Duration.ZERO, 0, 0);

    private static final Duration AFTER_MIN = Duration.ofSeconds(1);
    private static final Duration AFTER_MAX = Duration.ofDays(30);
    private static final int TIMES_MAX = 100;
    private static final int PER_MINUTE_MAX = 6_000;

    public Replay {
      after = Duration.ofMillis(after.toMillis());
      if (!after.isZero() || times != 0 || perMinute != 0) {
        if (after.compareTo(AFTER_MIN) < 0 || after.compareTo(AFTER_MAX) > 0) {
          throw new IllegalArgumentException("replay after " + after + ", not 1 s to 30 days");
        }
        check("times to replay", times, TIMES_MAX);
        check("replays a minute", perMinute, PER_MINUTE_MAX);
      }
    }

    private static void check(String what, int value, int max) {
      if (value < 1 || value > max) {
        throw new IllegalArgumentException(what + " " + value + ", not 1 to " + max);
      }
    }

    /** Whether anything is replayed. */
    public boolean isOn() {
      return times > 0;
    }
  }

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

  /** One that replays nothing by itself and compresses nothing. */
  public TopicSettings(
      Optional<Durability> durability,
      long maxBytes,
      Duration maxAge,
      Duration visibility,
      int maxDeliveries) {
    this(durability, maxBytes, maxAge, visibility, maxDeliveries, Replay.OFF, Compression.NONE);
  }

  /** The same, replaying so. */
  public TopicSettings withReplay(Replay other) {
    return new TopicSettings(
        durability, maxBytes, maxAge, visibility, maxDeliveries, other, compression);
  }

  /** The same, compressed so. */
  public TopicSettings withCompression(Compression other) {
    return new TopicSettings(
        durability, maxBytes, maxAge, visibility, maxDeliveries, replay, other);
  }

  /** These, and the others where these leave something open. */
  public TopicSettings or(TopicSettings others) {
    return new TopicSettings(
        durability.or(others::durability),
        maxBytes == 0 ? others.maxBytes() : maxBytes,
        maxAge.isZero() ? others.maxAge() : maxAge,
        visibility.isZero() ? others.visibility() : visibility,
        maxDeliveries == 0 ? others.maxDeliveries() : maxDeliveries,
        replay.isOn() ? replay : others.replay(),
        compression == Compression.NONE ? others.compression() : compression);
  }
}
