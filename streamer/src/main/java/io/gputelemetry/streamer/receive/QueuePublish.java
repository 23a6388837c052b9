package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Publishes the messages of a request, and returns when all of them are durable. Any thread may
 * call.
 */
final class QueuePublish {
  private static final int RETRY_SECONDS = 5;

  private final MessageQueue queue;
  private final String topic;
  private final Duration deadline;
  private final Clock clock;
  private final LongConsumer taken;

  /**
   * Publishes to a queue.
   *
   * @param taken is told of the samples of each message that the queue took
   */
  QueuePublish(MessageQueue queue, ReceiverConfig config, Clock clock, LongConsumer taken) {
    this.taken = taken;
    this.queue = queue;
    this.topic = config.topic();
    this.deadline = config.publishDeadline();
    this.clock = clock;
  }

  /**
   * Publishes them in order. Nobody recognises a repeat here: the store does, by series and time.
   *
   * @throws ProblemException 503 if the queue did not take all of them. It is the only status that
   *     every sender repeats: 429 is given up by Prometheus unless it is told otherwise, and no
   *     refusal here is the fault of the request
   */
  void all(List<Message> messages) {
    long start = clock.monotonicNanos();
    for (Message message : messages) {
      Duration left = deadline.minusNanos(clock.monotonicNanos() - start);
      if (!left.isPositive()) {
        throw failed("it did not take all samples within " + deadline.toSeconds() + " s");
      }
      one(message, left);
    }
  }

  private void one(Message message, Duration left) {
    try {
      QueueReply reply = queue.publish(topic, Producer.ANONYMOUS, List.of(message), left);
      if (reply instanceof QueueReply.Refused refused) {
        throw failed(refused.error() + ": " + refused.message());
      }
      taken.accept(message.sampleCount());
    } catch (QueueUnavailableException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
  }

  private static ProblemException failed(String reason) {
    return ProblemException.unavailable(
        "the queue takes no samples now; send the request again: " + reason, RETRY_SECONDS);
  }
}
