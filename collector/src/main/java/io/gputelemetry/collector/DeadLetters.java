package io.gputelemetry.collector;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets messages aside in the dead letter topic. The publisher's id follows from topic and group and
 * the number is the message's offset, so a message that is set aside again after a crash is
 * recognised and is there once.
 */
final class DeadLetters {
  private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
  private static final Duration PUBLISH_DEADLINE = Duration.ofSeconds(5);

  /** Offsets that share a producer; half as many holes are the most it can have. */
  private static final long STRETCH = 512;

  private final CollectorConfig config;
  private final CollectorCounters counters;

  DeadLetters(CollectorConfig config, CollectorCounters counters) {
    this.config = config;
    this.counters = counters;
  }

  /**
   * Under which a message is set aside, whoever does it, so that it is there once. Each stretch of
   * offsets has a producer of its own, because a broker keeps account of a limited number of holes.
   * The id is positive, because ids with the top bit set belong to sequences, and never 0, because
   * the version bits of a name-based UUID are set.
   */
  static Producer producer(String topic, String group, long offset) {
    byte[] name = (topic + '\n' + group + '\n' + offset / STRETCH).getBytes(StandardCharsets.UTF_8);
    long id = UUID.nameUUIDFromBytes(name).getMostSignificantBits() & Long.MAX_VALUE;
    return new Producer(id, 0, offset % STRETCH, 0);
  }

  /**
   * Returns when the dead letter is durable.
   *
   * @throws QueueRefusedException if the broker does not take it now; the message must not be acked
   */
  void setAside(MessageQueue queue, Delivery delivery, String reason) {
    QueueReply reply =
        publish(queue, delivery, letter(delivery, reason, delivery.message().payload()));
    if (reply instanceof QueueReply.Refused refused && refused.error() == QueueError.TOO_LARGE) {
      String without = reason + " (payload left out: too large for a dead letter)";
      reply = publish(queue, delivery, letter(delivery, without, ByteBuffer.allocate(0)));
    }
    if (reply instanceof QueueReply.Refused refused) {
      throw new QueueRefusedException(refused.error(), refused.message());
    }
    counters.deadLettered.inc();
    log.warn(
        "message {} of topic {} set aside in {}: {}",
        delivery.offset(),
        config.topic(),
        config.deadLetterTopic(),
        reason);
  }

  private DeadLetter letter(Delivery delivery, String reason, ByteBuffer payload) {
    return new DeadLetter(
        config.topic(),
        config.group(),
        delivery.offset(),
        delivery.appendedAtMicros(),
        0,
        reason,
        delivery.message().contentType(),
        payload);
  }

  private QueueReply publish(MessageQueue queue, Delivery delivery, DeadLetter letter) {
    Message message =
        new Message(DeadLetter.CONTENT_TYPE, delivery.message().sampleCount(), letter.encode());
    Producer producer = producer(config.topic(), config.group(), delivery.offset());
    return queue.publish(config.deadLetterTopic(), producer, List.of(message), PUBLISH_DEADLINE);
  }
}
