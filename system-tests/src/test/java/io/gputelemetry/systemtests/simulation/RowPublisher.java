package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.QueueRequest.ReleaseGrant;
import io.gputelemetry.systemtests.simulation.history.Payload;
import io.gputelemetry.systemtests.simulation.history.Payload.Rows;
import java.util.List;

/** Publishes the rows of a file together with others: each range as it was granted. */
final class RowPublisher {
  /** A walk over rows that is shared. */
  record Sequence(String topic, String name, long rows, long passes) {}

  private final World world;
  private final Sequence sequence;
  private final Caller caller;
  private boolean finished;

  RowPublisher(World world, Sequence sequence, int index) {
    this.world = world;
    this.sequence = sequence;
    this.caller = world.caller("streamer-" + index);
  }

  void begin() {
    world.agenda().in(world.upTo(80), this::open);
  }

  /** Whether it was told last that there is nothing left to do. */
  boolean isDone() {
    return finished;
  }

  private void open() {
    caller.send(
        new OpenSequence(
            sequence.topic(), sequence.name(), sequence.rows(), sequence.passes(), sequence.rows()),
        world.weather().patienceNanos(),
        new Caller.Waiter(
            reply -> {
              if (reply instanceof QueueReply.SequenceOpened) {
                lease();
              } else {
                begin();
              }
            },
            this::begin));
  }

  private void lease() {
    int wait = world.random().nextInt(300);
    caller.send(
        new LeaseSequence(sequence.topic(), sequence.name(), 1 + world.random().nextInt(20), wait),
        world.weather().patienceNanos() + wait * Agenda.MILLI,
        new Caller.Waiter(this::granted, this::begin));
  }

  private void granted(QueueReply reply) {
    switch (reply) {
      case Granted grant when world.now(Fault.MOODS, 8) -> {
        send(new ReleaseGrant(sequence.topic(), sequence.name(), grant.token()));
        finished = false;
        world.agenda().in(world.upTo(50), this::lease);
      }
      case Granted grant -> {
        finished = false;
        long sleep = grant.timeoutMillis() * Agenda.MILLI + world.upTo(grant.timeoutMillis());
        long work = world.now(Fault.SLEEPERS, 8) ? sleep : world.upTo(20);
        world.agenda().in(work, () -> publish(grant));
      }
      case QueueReply.SequenceFinished _ -> {
        finished = true;
        if (sequence.name().equals(Operator.AGAIN)) {
          world.agenda().in(world.upTo(200), this::lease);
        }
      }
      case QueueReply.Refused(QueueError error, _) when error == QueueError.NOT_FOUND -> {
        finished = false;
        begin();
      }
      default -> world.agenda().in(world.upTo(100), this::lease);
    }
  }

  private void send(ReleaseGrant release) {
    caller.send(release, world.weather().patienceNanos(), new Caller.Waiter(_ -> {}, () -> {}));
  }

  private void publish(Granted grant) {
    Rows rows = new Rows(grant.pass(), grant.firstRow(), grant.count(), grant.grantedAtMicros());
    Message message = new Payload(grant.producerId(), 0, grant.number(), 0, rows).message(200);
    Producer producer = new Producer(grant.producerId(), 0, grant.number(), grant.token());
    caller.send(
        new Publish(sequence.topic(), producer, List.of(message), 100),
        world.weather().patienceNanos() + 100 * Agenda.MILLI,
        new Caller.Waiter(reply -> published(grant, reply), () -> retry(grant)));
  }

  private void published(Granted grant, QueueReply reply) {
    if (reply instanceof QueueReply.Refused(QueueError error, _) && error.retryable()) {
      retry(grant);
    } else {
      world.agenda().in(world.upTo(20), this::lease);
    }
  }

  /** With the grant that it had, whatever became of that. */
  private void retry(Granted grant) {
    world.agenda().in(world.upTo(100), () -> publish(grant));
  }
}
