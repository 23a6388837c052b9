package io.gputelemetry.broker.http;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.QueueRequest.Inspect;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.runtime.http.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks a broker how it is. */
final class Inspector {
  private static final int TIMEOUT_SECONDS = 5;

  private static final Optional<List<TopicState>> NO_ANSWER = Optional.empty();

  private final Broker broker;
  private final QueueConnection connection;

  Inspector(Broker broker) {
    this.broker = broker;
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

  /** The topics; 503 if the broker does not answer. */
  List<TopicState> required() {
    return topics()
        .orElseThrow(() ->
            new ProblemException(
                503, "", broker.problem().orElse("the broker did not answer in time")));
  }

  /** The topic; 404 if there is none of this name. */
  TopicState topic(String name) {
    return required().stream()
        .filter(topic -> topic.topic().equals(name))
        .findFirst()
        .orElseThrow(() -> ProblemException.notFound("there is no topic " + name));
  }

  private static Optional<List<TopicState>> topics(QueueReply reply) {
    return reply instanceof Inspection inspection ? Optional.of(inspection.topics()) : NO_ANSWER;
  }
}
