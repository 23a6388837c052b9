package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.ledger.AppendedBatches;
import io.gputelemetry.broker.ledger.Producers;
import io.gputelemetry.broker.ledger.SequenceProgress;
import io.gputelemetry.broker.ledger.StateRecord.Replayed;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.journal.Entry;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest.Publish;
import io.gputelemetry.queue.StoredMessages;
import java.io.IOException;
import java.util.Optional;

/** Publishing: recognises repeats, appends, and lets publishers wait while the log is full. */
final class PublishHandler {
  private static final int REPLAYS_MAX = 1_000_000;

  private final Turn turn;
  private final SequenceHandler sequences;
  private final Retention retention;
  private final WaitingRoom<Publish> stalled = new WaitingRoom<>();
  private long duplicates;
  private Optional<String> full = Optional.empty();

  PublishHandler(Turn turn, SequenceHandler sequences, Retention retention) {
    this.turn = turn;
    this.sequences = sequences;
    this.retention = retention;
  }

  void publish(long ticket, long session, Publish request) throws IOException {
    if (answered(ticket, request)) {
      return;
    }
    if (stalled.isEmpty() && hasRoom()) {
      append(ticket, request);
    } else if (request.timeoutMillis() == 0) {
      refuseFull(ticket);
    } else {
      long deadline = turn.now().deadlineNanos(request.timeoutMillis());
      full = Optional.of(whyFull());
      stalled.add(new Guest<>(ticket, session, deadline, request));
    }
  }

  /** Appends what waited as far as there is room now, and refuses what waited too long. */
  void tick() throws IOException {
    for (Guest<Publish> late : stalled.removeExpired(turn.now().nanos())) {
      refuseFull(late.ticket());
    }
    if (!stalled.isEmpty() && hasRoom()) {
      stalled.serve(this::serveStalled);
    }
  }

  private boolean serveStalled(Guest<Publish> guest) throws IOException {
    if (answered(guest.ticket(), guest.request())) {
      return true;
    }
    if (!hasRoom()) {
      return false;
    }
    append(guest.ticket(), guest.request());
    return true;
  }

  void drain() {
    turn.refuseClosed(stalled.removeAll());
  }

  void closeSession(long session) {
    turn.refuseClosed(stalled.removeSession(session));
  }

  long nextDeadline() {
    return stalled.nextDeadline();
  }

  long duplicates() {
    return duplicates;
  }

  private boolean hasRoom() throws IOException {
    if (turn.log().room() == TopicLog.Room.LOG_FULL) {
      retention.expire();
    }
    return turn.log().room() == TopicLog.Room.FREE;
  }

  private void refuseFull(long ticket) {
    boolean isDisk = turn.log().room() == TopicLog.Room.DISK_FULL;
    String why = whyFull();
    full = Optional.of(why);
    turn.refuse(ticket, isDisk ? QueueError.STORAGE_FULL : QueueError.BUSY, why);
  }

  /** Why the newest publish waits or was refused; empty if it was taken. */
  Optional<String> fullness() {
    return full;
  }

  private String whyFull() {
    if (turn.log().room() == TopicLog.Room.DISK_FULL) {
      return "the disk is full";
    }
    return turn.ledger().groups().isEmpty()
        ? "the log is full and no group has taken anything from it yet: start a collector"
        : "the log is full and a group has not acked its oldest part";
  }

  private void append(long ticket, Publish request) throws IOException {
    full = Optional.empty();
    StoredMessages messages = request.stored();
    Producer producer = request.producer();
    Entry.Tag tag =
        producer.id() == 0
            ? Entry.Tag.NONE
            : new Entry.Tag(producer.id(), producer.epoch(), producer.number());
    long base =
        turn.append(new Entry(messages.size(), messages.sampleCount(), tag, messages.parts()));
    turn.answer(ticket, new Published(base, messages.size(), turn.limits().durability()));
    if (TopicLedger.isSequenceId(producer.id())) {
      sequences.completed(producer);
    } else {
      noteReplay(producer, base);
    }
  }

  /** A dead letter that comes back brings along how often it did. */
  private void noteReplay(Producer producer, long offset) {
    int times = Math.clamp(producer.token(), 0, REPLAYS_MAX);
    if (times > turn.ledger().replays(offset)) {
      turn.recordUrgently(new Replayed(offset, times));
    }
  }

  /** Answers what is not to be appended; false if it is. */
  private boolean answered(long ticket, Publish request) {
    Optional<QueueReply> verdict = verdict(request);
    verdict.ifPresent(reply -> turn.answer(ticket, reply));
    return verdict.isPresent();
  }

  private Optional<QueueReply> verdict(Publish request) {
    Producer producer = request.producer();
    int bytes = request.stored().bytes();
    if (bytes > turn.limits().batchBytesMax()) {
      return refused(
          QueueError.TOO_LARGE, bytes + " bytes, at most " + turn.limits().batchBytesMax());
    }
    if (producer.id() == 0) {
      return Optional.empty();
    }
    if (producer.number() < 0 || producer.number() == Long.MAX_VALUE || producer.epoch() < 0) {
      return refused(QueueError.BAD_REQUEST, "number or epoch out of range");
    }
    return TopicLedger.isSequenceId(producer.id()) ? ofSequence(producer) : ofClient(producer);
  }

  private Optional<QueueReply> ofClient(Producer producer) {
    Optional<Producers.Known> found = turn.ledger().producers().find(producer.id());
    if (found.isEmpty() || found.get().epoch() < producer.epoch()) {
      return Optional.empty();
    }
    Producers.Known known = found.get();
    if (known.epoch() > producer.epoch()) {
      return refused(QueueError.FENCED, "epoch " + known.epoch() + " took over");
    }
    if (known.batches().isTooScattered(producer.number())) {
      return refused(QueueError.BAD_REQUEST, "the producer's numbers have too many holes");
    }
    return repeated(known.batches(), producer);
  }

  private Optional<QueueReply> ofSequence(Producer producer) {
    Optional<SequenceProgress> sequence = turn.ledger().sequence(producer.id());
    if (sequence.isEmpty()) {
      return refused(QueueError.NOT_FOUND, "ids with the top bit set belong to sequences");
    }
    Optional<QueueReply> repeat = repeated(sequence.get().completed(), producer);
    if (repeat.isPresent() || sequences.holds(producer)) {
      return repeat;
    }
    return refused(QueueError.LEASE_LOST, "the range was granted to another one since");
  }

  private Optional<QueueReply> repeated(AppendedBatches batches, Producer producer) {
    if (!batches.contains(producer.number())) {
      return Optional.empty();
    }
    duplicates++;
    long offset = batches.offsetOf(producer.number());
    if (offset >= 0 && !TopicLedger.isSequenceId(producer.id())) {
      // A crash may have come between the message and the note.
      noteReplay(producer, offset);
    }
    return Optional.of(new Duplicate(offset));
  }

  private static Optional<QueueReply> refused(QueueError error, String message) {
    return Optional.of(new Refused(error, message));
  }
}
