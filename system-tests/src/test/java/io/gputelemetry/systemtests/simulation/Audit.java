package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import java.util.ArrayDeque;
import java.util.List;

/** In the end reads every topic from its beginning to its end. */
final class Audit {
  private static final int REPLY_BYTES = 512 << 10;

  private final World world;
  private final Caller caller;
  private final ArrayDeque<String> topics;
  private boolean done;

  Audit(World world, List<String> topics) {
    this.world = world;
    this.caller = world.caller("audit");
    this.topics = new ArrayDeque<>(topics);
  }

  void begin() {
    if (topics.isEmpty()) {
      done = true;
    } else {
      world.history().auditBegins(topics.getFirst());
      read(topics.getFirst(), new StartPosition.Earliest());
    }
  }

  boolean isDone() {
    return done;
  }

  private void read(String topic, StartPosition from) {
    caller.send(
        new Read(topic, from, REPLY_BYTES, 0),
        10 * Agenda.SECOND,
        new Caller.Waiter(
            reply -> received(topic, reply),
            () -> world.history().violated("no answer to a reader in calm times")));
  }

  private void received(String topic, QueueReply reply) {
    switch (reply) {
      case Chunk chunk when !chunk.deliveries().isEmpty() ->
          read(topic, new StartPosition.At(chunk.nextOffset()));
      case Chunk chunk -> {
        world.history().auditEnds(topic, chunk.nextOffset());
        topics.removeFirst();
        begin();
      }
      default -> world.history().violated("a reader was answered " + reply);
    }
  }
}
