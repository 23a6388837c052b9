package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.systemtests.simulation.history.Payload;
import io.gputelemetry.systemtests.simulation.history.Payload.Rows;
import java.util.ArrayList;
import java.util.List;

/**
 * Publishes batches under its own numbers, several at once, and repeats each until it is answered.
 */
final class PublishingClient {
  private static final int TIMEOUT_MILLIS = 200;

  /** Who it is. */
  record Identity(String topic, long producer, int epoch) {}

  private record Batch(Producer producer, List<Message> messages) {}

  private final World world;
  private final Identity identity;
  private final Caller caller;
  private final List<Batch> unanswered = new ArrayList<>();
  private final int window;
  private final int gapMillis;
  private long next;
  private boolean repeating;
  private boolean fenced;

  PublishingClient(World world, Identity identity) {
    this.world = world;
    this.identity = identity;
    this.caller = world.caller("publisher-" + Payload.name(identity.producer(), identity.epoch()));
    this.window = 1 + world.random().nextInt(5);
    this.gapMillis = world.random().nextBoolean() ? 20 : 80;
  }

  void begin() {
    world.agenda().in(world.upTo(gapMillis), this::produce);
  }

  /** Whether all it ever sent is answered. */
  boolean isDone() {
    return unanswered.isEmpty();
  }

  private void produce() {
    if (world.mood().isCalm() || fenced) {
      return;
    }
    if (unanswered.size() < window) {
      Batch batch = batch();
      unanswered.add(batch);
      if (!repeating) {
        send(batch);
      }
    }
    begin();
  }

  private Batch batch() {
    boolean anonymous = identity.producer() < 0;
    Producer producer =
        anonymous
            ? Producer.ANONYMOUS
            : new Producer(identity.producer(), identity.epoch(), next, 0);
    List<Message> messages = new ArrayList<>();
    int count = 1 + world.random().nextInt(world.random().nextInt(12) == 0 ? 20 : 3);
    for (int index = 0; index < count; index++) {
      int bytes = world.random().nextInt(world.weather().payloadBytes());
      messages.add(
          new Payload(identity.producer(), identity.epoch(), next, index, Rows.NONE)
              .message(bytes));
    }
    next++;
    return new Batch(producer, messages);
  }

  private void send(Batch batch) {
    int timeout = world.random().nextBoolean() ? 0 : TIMEOUT_MILLIS;
    caller.send(
        new Publish(identity.topic(), batch.producer(), batch.messages(), timeout),
        world.weather().patienceNanos() + timeout * Agenda.MILLI,
        new Caller.Waiter(reply -> answered(batch, reply), () -> lost(batch)));
  }

  private void answered(Batch batch, QueueReply reply) {
    switch (reply) {
      case QueueReply.Refused refused when refused.error() == QueueError.FENCED -> {
        fenced = true;
        unanswered.clear();
      }
      case QueueReply.Refused refused when refused.error().retryable() ->
          world
              .agenda()
              .in(
                  world.upTo(300),
                  () -> {
                    if (!repeating && unanswered.contains(batch)) {
                      send(batch);
                    }
                  });
      default -> unanswered.remove(batch);
    }
  }

  /** Repeats everything in its order; of what has no number nobody knows what became of it. */
  private void lost(Batch batch) {
    if (batch.producer().id() == 0) {
      unanswered.remove(batch);
    } else if (!repeating) {
      repeating = true;
      world
          .agenda()
          .in(
              world.upTo(100),
              () -> {
                repeating = false;
                List.copyOf(unanswered).forEach(this::send);
              });
    }
  }
}
