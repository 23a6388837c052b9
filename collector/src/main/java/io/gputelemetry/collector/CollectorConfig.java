package io.gputelemetry.collector;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import java.time.Duration;

/**
 * How a collector works.
 *
 * @param topic to read; default {@code telemetry}; at most 60 characters, so that its dead letter
 *     topic has a valid name; not itself one of dead letters, of which there are none
 * @param group that shares the topic; default {@code collectors}
 * @param start where the group begins when it is new; default earliest
 * @param workers threads, each with a connection; default 4, 1 to 64
 * @param flushInterval the longest time that leased messages wait for others to be written with;
 *     default 100 ms, 0 writes each lease at once, at most 10 s
 * @param writeSamples with so many samples a write to the store does not wait for more; it has more
 *     only if its last message has; default 10,000, 1 to 1,000,000
 * @param leaseMessages most messages in one lease; default 256
 * @param leaseBytes most payload bytes in one lease; default 512 KiB
 */
public record CollectorConfig(
    String topic,
    String group,
    StartPosition start,
    int workers,
    Duration flushInterval,
    int writeSamples,
    int leaseMessages,
    int leaseBytes) {

  /** All defaults. */
  public static final CollectorConfig DEFAULT =
      new CollectorConfig(
          QueueRequest.DEFAULT_TOPIC,
          "collectors",
          new StartPosition.Earliest(),
          4,
          Duration.ofMillis(100),
          10_000,
          256,
          512 << 10);

  public CollectorConfig {
    if (topic.isEmpty() || topic.length() > 60) {
      throw new IllegalArgumentException("topic must have 1 to 60 characters: '" + topic + "'");
    }
    if (DeadLetter.isDeadLetterTopic(topic)) {
      throw new IllegalArgumentException(
          topic + " is a topic of dead letters: replay them instead");
    }
    if (workers < 1 || workers > 64) {
      throw new IllegalArgumentException("workers must be 1 to 64, not " + workers);
    }
    if (flushInterval.isNegative() || flushInterval.compareTo(Duration.ofSeconds(10)) > 0) {
      throw new IllegalArgumentException("flushInterval must be 0 to 10 s, not " + flushInterval);
    }
    if (writeSamples < 1 || writeSamples > 1_000_000) {
      throw new IllegalArgumentException(
          "writeSamples must be 1 to 1,000,000, not " + writeSamples);
    }
    if (leaseMessages < 1 || leaseBytes < 1) {
      throw new IllegalArgumentException(
          "a lease needs room: " + leaseMessages + " messages, " + leaseBytes + " bytes");
    }
  }
}
