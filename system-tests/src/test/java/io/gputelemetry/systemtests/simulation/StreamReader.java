package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;

/** Reads a topic from a position that it keeps itself. */
final class StreamReader {
  private final World world;
  private final String topic;
  private final Caller caller;
  private StartPosition position = new StartPosition.Earliest();
  private long seen;

  StreamReader(World world, String topic, int index) {
    this.world = world;
    this.topic = topic;
    this.caller = world.caller("reader-" + topic + "-" + index);
  }

  void begin() {
    world.agenda().in(world.upTo(100), this::read);
  }

  private void read() {
    if (world.mood().isCalm()) {
      return;
    }
    int wait = world.random().nextInt(400);
    int bytes = world.random().nextBoolean() ? 2_000 : 64 << 10;
    caller.send(
        new Read(topic, position, bytes, wait),
        world.weather().patienceNanos() + wait * Agenda.MILLI,
        new Caller.Waiter(this::received, this::begin));
  }

  private void received(QueueReply reply) {
    if (reply instanceof Chunk chunk) {
      position = new StartPosition.At(chunk.nextOffset());
      seen = Math.max(seen, chunk.nextOffset());
    } else if (reply instanceof QueueReply.Refused(QueueError error, _)
        && error == QueueError.BAD_REQUEST) {
      // The topic is shorter than it was.
      position = new StartPosition.Earliest();
    }
    if (world.random().nextInt(20) == 0) {
      position = elsewhere();
    }
    begin();
  }

  private StartPosition elsewhere() {
    return switch (world.random().nextInt(4)) {
      case 0 -> new StartPosition.Earliest();
      case 1 -> new StartPosition.Latest();
      case 2 -> new StartPosition.Since(world.clock().epochMicros() - 500_000);
      default -> new StartPosition.At((long) (world.random().nextDouble() * seen));
    };
  }
}
