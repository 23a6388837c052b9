package io.gputelemetry.queue;

import java.time.Duration;

/**
 * What a {@link Subscriber} gets, and how much of it at a time. The defaults are meant to be kept.
 *
 * @param topic where from
 * @param group of which it is a member; empty for a stream of its own, which sees every message
 * @param start where a stream begins, and a group that is not there yet
 * @param messagesMax most messages at a time
 * @param bytesMax most bytes at a time, unless a single message has more
 * @param requests that are under way or wait to be looked at: how far ahead of the application the
 *     broker may send. Each is the credit for one {@link Received}
 * @param backoffMax longest pause after the broker was not reached; the first is a thousandth of it
 */
public record SubscriberConfig(
    String topic,
    String group,
    StartPosition start,
    int messagesMax,
    int bytesMax,
    int requests,
    Duration backoffMax) {
  private static final int BYTES = 1 << 20;
  private static final int REQUESTS = 2;
  private static final Duration BACKOFF_MAX = Duration.ofSeconds(1);

  public SubscriberConfig {
    QueueNames.check("topic", topic);
    if (!group.isEmpty()) {
      QueueNames.check("group", group);
    }
    if (messagesMax < 1 || bytesMax < 1 || requests < 1 || !backoffMax.isPositive()) {
      throw new IllegalArgumentException(
          "%d messages, %d bytes, %d requests, pauses of at most %s"
              .formatted(messagesMax, bytesMax, requests, backoffMax));
    }
  }

  /** A member of a group, which begins at the earliest message if it is new. */
  public static SubscriberConfig group(String topic, String group) {
    return new SubscriberConfig(
        topic,
        group,
        new StartPosition.Earliest(),
        Integer.MAX_VALUE,
        BYTES,
        REQUESTS,
        BACKOFF_MAX);
  }

  /** A stream that sees every message from a place on. */
  public static SubscriberConfig stream(String topic, StartPosition start) {
    return new SubscriberConfig(topic, "", start, Integer.MAX_VALUE, BYTES, REQUESTS, BACKOFF_MAX);
  }

  /** The same with another bound of messages at a time, and of how many of those come ahead. */
  public SubscriberConfig withCredit(int messages, int ahead) {
    return new SubscriberConfig(topic, group, start, messages, bytesMax, ahead, backoffMax);
  }
}
