package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.SetAside;
import io.gputelemetry.journal.Batch;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueNames;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.StoredMessages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Messages on their way into another topic: dead letters, and what is replayed of them.
 *
 * <p>First a record says under which producer and number the message goes, durably; then it is
 * handed over, again and again until the other topic has it (which recognises the repeats); then it
 * is acked. So a crash anywhere leaves one copy there. No owner of a topic waits for another.
 */
final class SetAsideHandler {
  /** The group in a topic of dead letters that is done with what was replayed or deleted. */
  static final String REPLAYED = "replayed";

  /**
   * While so many wait to be handed over, no message becomes a dead letter, and none is replayed.
   */
  static final int WAITING_MAX = 10_000;

  private static final int UNDER_WAY_MAX = 64;
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final long ANSWER_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 1_000;

  private static final Pending NOBODY = new Pending("", 0, Long.MAX_VALUE);

  /** One message; while it is under way its answer is waited for until then. */
  private record Pending(String group, long offset, long dueNanos) {}

  private final Turn turn;
  private final String topic;
  private final RandomGenerator random;
  private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
  private final TreeMap<Long, Pending> underWay = new TreeMap<>();
  private long nextId;
  private long pausedUntilNanos;

  SetAsideHandler(Turn turn, String topic, RandomGenerator random) {
    this.turn = turn;
    this.topic = topic;
    this.random = random;
    for (GroupProgress group : turn.ledger().groups()) {
      group.setAside().forEach(entry -> add(group.name(), entry.offset()));
    }
  }

  /** Whether this topic has dead letters: those of a dead letter, or without a name, go nowhere. */
  boolean takesDeadLetters() {
    return !DeadLetter.isDeadLetterTopic(topic)
        && QueueNames.isValid(topic + DeadLetter.TOPIC_SUFFIX);
  }

  /** Whether a message may become a dead letter now. */
  boolean hasRoom() {
    return takesDeadLetters() && !isFull();
  }

  /** Whether as many as may be are on their way. */
  boolean isFull() {
    return waiting.size() + underWay.size() >= WAITING_MAX;
  }

  /** Sets a message aside that nobody holds. */
  void setAside(GroupProgress group, long offset, int failures, String reason) {
    long producer = group.producerId() == 0 ? newProducerId() : group.producerId();
    turn.recordUrgently(
        new SetAside(group.name(), offset, producer, group.setAsideCount(), failures, reason));
    add(group.name(), offset);
  }

  private long newProducerId() {
    return random.nextLong(1, Long.MAX_VALUE);
  }

  private void add(String group, long offset) {
    waiting.addLast(new Pending(group, offset, 0));
  }

  /** What was set aside is durable: hands it over, again if there was no answer. */
  void committed() throws IOException {
    long now = turn.now().nanos();
    for (Long id : List.copyOf(underWay.keySet())) {
      if (underWay.getOrDefault(id, NOBODY).dueNanos() <= now) {
        later(id);
      }
    }
    while (!waiting.isEmpty() && underWay.size() < UNDER_WAY_MAX && pausedUntilNanos <= now) {
      handOver(waiting.removeFirst());
    }
  }

  private void handOver(Pending pending) throws IOException {
    Optional<GroupProgress> group = turn.ledger().group(pending.group());
    Optional<SetAside> entry = group.flatMap(known -> known.setAside(pending.offset()));
    if (group.isEmpty() || entry.isEmpty()) {
      return;
    }
    try {
      turn.handOver(new HandOver(++nextId, publish(group.get(), entry.get())));
      long due = turn.now().deadlineNanos(ANSWER_MILLIS);
      underWay.put(nextId, new Pending(pending.group(), pending.offset(), due));
    } catch (JournalGapException e) {
      turn.skip(group.get(), e);
    } catch (JournalDamagedException e) {
      turn.damaged(e);
      waiting.addLast(pending);
      pause();
    }
  }

  private void later(long id) {
    Pending pending = underWay.remove(id);
    if (pending != null) {
      waiting.addLast(pending);
    }
  }

  private void pause() {
    pausedUntilNanos = turn.now().deadlineNanos(PAUSE_MILLIS);
  }

  /** The other topic answered. */
  void answered(long id, QueueReply reply) {
    switch (reply) {
      case QueueReply.Published _, QueueReply.Duplicate _ -> {
        Pending done = underWay.remove(id);
        if (done != null && isSetAside(done)) {
          turn.recordSoon(new Acked(done.group(), done.offset(), done.offset() + 1));
        }
      }
      default -> {
        later(id);
        pause();
      }
    }
  }

  /** False if the group was deleted or moved meanwhile. */
  private boolean isSetAside(Pending pending) {
    return turn.ledger()
        .group(pending.group())
        .flatMap(group -> group.setAside(pending.offset()))
        .isPresent();
  }

  long nextDeadline() {
    long next =
        waiting.isEmpty() || underWay.size() >= UNDER_WAY_MAX ? Long.MAX_VALUE : pausedUntilNanos;
    for (Pending pending : underWay.values()) {
      next = Math.min(next, pending.dueNanos());
    }
    return next;
  }

  private Publish publish(GroupProgress group, SetAside entry) throws IOException {
    Batch batch =
        turn.log()
            .read(entry.offset())
            .orElseThrow(() -> new IllegalStateException("BUG: nothing at " + entry.offset()));
    int at = Math.toIntExact(entry.offset() - batch.baseOffset());
    Message message = StoredMessages.stored(batch.count(), batch.weight(), batch.body()).get(at);
    if (DeadLetter.isDeadLetterTopic(topic) && group.name().equals(REPLAYED)) {
      DeadLetter letter = DeadLetter.decode(message.payload());
      Message original = new Message(letter.contentType(), message.sampleCount(), letter.payload());
      int replays = letter.replays() + 1;
      return new Publish(
          letter.topic(), producer(entry, replays), List.of(original), TIMEOUT_MILLIS);
    }
    Message letter = letter(entry, batch, message);
    return new Publish(
        topic + DeadLetter.TOPIC_SUFFIX, producer(entry, 0), List.of(letter), TIMEOUT_MILLIS);
  }

  private static Producer producer(SetAside entry, int replays) {
    return new Producer(entry.producerId(), 0, entry.number(), replays);
  }

  /** Without its payload if it would be too large with it. */
  private Message letter(SetAside entry, Batch batch, Message message) {
    DeadLetter whole =
        new DeadLetter(
            topic,
            entry.group(),
            entry.offset(),
            batch.appendedAtMicros(),
            entry.failures(),
            turn.ledger().replays(entry.offset()),
            entry.reason(),
            message.contentType(),
            message.payload());
    Message letter = new Message(DeadLetter.CONTENT_TYPE, message.sampleCount(), whole.encode());
    return StoredMessages.of(List.of(letter)).bytes() <= turn.limits().batchBytesMax()
        ? letter
        : new Message(
            DeadLetter.CONTENT_TYPE, message.sampleCount(), whole.withoutPayload().encode());
  }
}
