package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.QueueRequest.Inspect;
import io.gputelemetry.queue.TopicState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a broker how it is. */
final class Inspector {
  private static final int TIMEOUT_SECONDS = 5;

  private static final Optional<List<TopicState>> NO_ANSWER = Optional.empty();

  private final QueueConnection connection;

  Inspector(Broker broker) {
    connection = broker.connectUnlisted();
  }

  /** The topics; empty if the broker does not answer, which {@link Broker#problem} tells why. */
  Optional<List<TopicState>> topics() {
    return connection
        .send(new Inspect())
        .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
        .handle((reply, failure) -> failure == null ? topics(reply) : NO_ANSWER)
        .join();
  }

  private static Optional<List<TopicState>> topics(QueueReply reply) {
    return reply instanceof Inspection inspection ? Optional.of(inspection.topics()) : NO_ANSWER;
  }
}
