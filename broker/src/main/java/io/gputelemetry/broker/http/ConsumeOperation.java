package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.TOPIC;

import io.gputelemetry.broker.json.DeliveryId;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.Request;
import java.time.Duration;
import java.util.Optional;

/** {@code POST /consume}. */
final class ConsumeOperation {
  static final Param<String> GROUP =
      QueueParams.named(
          "group", "default", "The group, which begins at the oldest message when it is new");

  private static final Param<Integer> WAIT =
      Param.integer("wait", 0, 60, 30, "Seconds to wait for a message.");

  private final DoorSession session;

  ConsumeOperation(DoorSession session) {
    this.session = session;
  }

  Operation operation() {
    return Operation.post("/consume", "consume", "Takes one message")
        .description(
            "The message is the caller's until it is acked, given back with nack, or its time is over;"
                + " then somebody else gets it. 204 if none came in time.")
        .tag("messages")
        .params(TOPIC, GROUP, WAIT)
        .errors(410, 429, 500, 503)
        .jsonOrNothing(MessageView.class, this::consume);
  }

  private Optional<MessageView> consume(Request request) {
    String topic = request.get(TOPIC);
    String group = request.get(GROUP);
    Duration wait = Duration.ofSeconds(request.get(WAIT));
    Lease lease =
        new Lease(
            topic,
            group,
            new StartPosition.Earliest(),
            1,
            Integer.MAX_VALUE,
            Math.toIntExact(wait.toMillis()));
    Leased leased = session.ask(lease, wait, Leased.class);
    return leased.deliveries().stream()
        .findFirst()
        .map(delivery -> view(topic, group, leased.token(), delivery));
  }

  private static MessageView view(String topic, String group, long token, Delivery delivery) {
    return MessageView.of(new DeliveryId(topic, group, delivery.offset(), token).text(), delivery);
  }
}
