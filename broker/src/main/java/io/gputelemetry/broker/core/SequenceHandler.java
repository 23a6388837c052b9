package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.lease.SequenceGrants;
import io.gputelemetry.broker.ledger.SequenceProgress;
import io.gputelemetry.broker.ledger.SequenceRange;
import io.gputelemetry.broker.ledger.StateRecord.Granted;
import io.gputelemetry.broker.ledger.StateRecord.SequenceDeleted;
import io.gputelemetry.broker.ledger.StateRecord.SequenceOpened;
import io.gputelemetry.broker.ledger.StateRecord.SequenceReset;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.ReleaseGrant;
import io.gputelemetry.queue.TopicState.SequenceState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Sequences: hands out ranges of rows, each of which is published once. */
final class SequenceHandler {

  /** A sequence and the sessions that wait for a range of it. */
  private record Workers(SequenceGrants grants, WaitingRoom<LeaseSequence> waiting) {
    SequenceProgress progress() {
      return grants.progress();
    }
  }

  private final Turn turn;
  private final RandomGenerator random;
  private final TreeMap<String, Workers> byName = new TreeMap<>();
  private final TreeMap<Long, Workers> byProducer = new TreeMap<>();

  SequenceHandler(Turn turn, RandomGenerator random) {
    this.turn = turn;
    this.random = random;
    turn.ledger().sequences().forEach(this::add);
  }

  private void add(SequenceProgress progress) {
    Workers workers = new Workers(new SequenceGrants(progress), new WaitingRoom<>());
    byName.put(progress.name(), workers);
    byProducer.put(progress.producerId(), workers);
  }

  void open(long ticket, OpenSequence request) {
    Workers known = byName.get(request.sequence());
    if (known == null && byName.size() >= turn.limits().namesMax()) {
      turn.refuse(ticket, QueueError.BAD_REQUEST, "too many sequences");
      return;
    }
    if (known != null) {
      reopen(ticket, known.progress(), request);
      return;
    }
    if (request.passes() == OpenSequence.KEEP_PASSES) {
      refuseUnknown(ticket, request.sequence());
      return;
    }
    long producerId = newProducerId();
    recordOpened(request, producerId, request.passes(), request.content());
    turn.ledger().sequence(request.sequence()).ifPresent(this::add);
    turn.answer(ticket, new QueueReply.SequenceOpened(producerId));
  }

  private void reopen(long ticket, SequenceProgress progress, OpenSequence request) {
    Optional<String> foreign = SequenceContent.difference(progress, request);
    if (foreign.isPresent()) {
      turn.refuse(ticket, QueueError.ALREADY_EXISTS, foreign.get());
      return;
    }
    long content = request.content() == 0 ? progress.content() : request.content();
    long passesBefore = progress.passes();
    long passes = request.passes() == OpenSequence.KEEP_PASSES ? passesBefore : request.passes();
    boolean otherPasses = passesBefore != passes;
    if (otherPasses || progress.rowsNextPass() != request.rows() || progress.content() != content) {
      recordOpened(request, progress.producerId(), passes, content);
    }
    boolean told = otherPasses && request.content() != 0;
    turn.answer(
        ticket,
        new QueueReply.SequenceOpened(
            progress.producerId(), told ? OptionalLong.of(passesBefore) : OptionalLong.empty()));
  }

  private void recordOpened(OpenSequence request, long producerId, long passes, long content) {
    turn.recordUrgently(
        new SequenceOpened(request.sequence(), producerId, request.rows(), passes, content));
  }

  /** Has the top bit set, which ids of clients must not have. */
  private long newProducerId() {
    long id;
    do {
      id = random.nextLong() | Long.MIN_VALUE;
    } while (byProducer.containsKey(id));
    return id;
  }

  void lease(long ticket, long session, LeaseSequence request) {
    Workers workers = byName.get(request.sequence());
    if (workers == null) {
      refuseUnknown(ticket, request.sequence());
      return;
    }
    long deadline = turn.now().deadlineNanos(request.waitMillis());
    Guest<LeaseSequence> guest = new Guest<>(ticket, session, deadline, request);
    if (serve(workers, guest)) {
      return;
    }
    if (request.waitMillis() == 0) {
      turn.answer(ticket, new QueueReply.NoRange());
    } else {
      workers.waiting().add(guest);
    }
  }

  void release(long ticket, ReleaseGrant request) throws IOException {
    Workers workers = byName.get(request.sequence());
    if (workers == null || !workers.grants().release(request.token())) {
      turn.refuse(ticket, QueueError.LEASE_LOST, "there is no such grant, or its time was over");
      return;
    }
    turn.answer(ticket, new QueueReply.Done());
    serveWaiting(workers);
  }

  void delete(long ticket, DeleteSequence request) {
    if (end(ticket, request.sequence())) {
      turn.recordUrgently(new SequenceDeleted(request.sequence()));
      turn.answer(ticket, new QueueReply.Done());
    }
  }

  void reset(long ticket, ResetSequence request) throws IOException {
    Workers before = byName.get(request.sequence());
    if (before == null) {
      refuseUnknown(ticket, request.sequence());
      return;
    }
    byProducer.remove(before.progress().producerId());
    long producerId = newProducerId();
    long earliestMicros = before.progress().earliestGrantMicros();
    turn.forgetGrants(request.sequence());
    turn.recordUrgently(new SequenceReset(request.sequence(), producerId, earliestMicros));
    turn.ledger().sequence(request.sequence()).ifPresent(this::add);
    turn.answer(ticket, new QueueReply.SequenceOpened(producerId));
    Workers after = byName.get(request.sequence());
    if (after != null) {
      before.waiting().removeAll().forEach(after.waiting()::add);
      serveWaiting(after);
    }
  }

  /** Lets go of a sequence; false if there is none. */
  private boolean end(long ticket, String name) {
    Workers removed = byName.remove(name);
    if (removed == null) {
      refuseUnknown(ticket, name);
      return false;
    }
    byProducer.remove(removed.progress().producerId());
    for (Guest<LeaseSequence> guest : removed.waiting().removeAll()) {
      turn.refuse(guest.ticket(), QueueError.CLOSED, "the sequence was deleted");
    }
    turn.forgetSequence(name);
    return true;
  }

  private void refuseUnknown(long ticket, String name) {
    turn.refuse(ticket, QueueError.NOT_FOUND, "no sequence \"" + name + "\"");
  }

  /** Whether the publisher holds the range it names. */
  boolean holds(Producer producer) {
    Workers workers = byProducer.get(producer.id());
    return workers != null && workers.grants().holds(producer.number(), producer.token());
  }

  /** A range is in the log. */
  void completed(Producer producer) throws IOException {
    Workers workers = byProducer.get(producer.id());
    if (workers != null) {
      workers.grants().completed(producer.number());
      serveWaiting(workers);
    }
  }

  void tick() throws IOException {
    for (Workers workers : byName.values()) {
      workers.grants().expire(turn.now().nanos());
      serveWaiting(workers);
      for (Guest<LeaseSequence> late : workers.waiting().removeExpired(turn.now().nanos())) {
        turn.answer(late.ticket(), new QueueReply.NoRange());
      }
    }
  }

  void drain() {
    for (Workers workers : byName.values()) {
      for (Guest<LeaseSequence> guest : workers.waiting().removeAll()) {
        turn.answer(guest.ticket(), new QueueReply.NoRange());
      }
    }
  }

  void closeSession(long session) throws IOException {
    for (Workers workers : byName.values()) {
      turn.refuseClosed(workers.waiting().removeSession(session));
      workers.grants().closeSession(session);
      serveWaiting(workers);
    }
  }

  long nextDeadline() {
    long next = Long.MAX_VALUE;
    for (Workers workers : byName.values()) {
      next = Math.min(next, workers.grants().nextDeadline());
      next = Math.min(next, workers.waiting().nextDeadline());
    }
    return next;
  }

  int inFlight() {
    int sum = 0;
    for (Workers workers : byName.values()) {
      sum += workers.grants().inFlight();
    }
    return sum;
  }

  List<SequenceState> states() {
    List<SequenceState> states = new ArrayList<>();
    for (Workers workers : byName.values()) {
      SequenceProgress progress = workers.progress();
      states.add(
          new SequenceState(
              progress.name(),
              progress.producerId(),
              progress.rows(),
              progress.passes(),
              progress.pass(),
              progress.nextRow(),
              progress.completed().count(),
              progress.completedRows(),
              progress.outstanding().size()));
    }
    return states;
  }

  private void serveWaiting(Workers workers) throws IOException {
    workers.waiting().serve(guest -> serve(workers, guest));
  }

  private boolean serve(Workers workers, Guest<LeaseSequence> guest) {
    SequenceProgress progress = workers.progress();
    if (progress.isFinished()) {
      turn.answer(guest.ticket(), new QueueReply.SequenceFinished());
      return true;
    }
    if (workers.grants().held(guest.session()) >= turn.limits().grantsMax()) {
      return false;
    }
    Optional<SequenceRange> free = workers.grants().lowestFree();
    if (free.isEmpty() && progress.isExhausted()) {
      return false;
    }
    SequenceRange range = free.orElseGet(() -> newRange(progress, guest.request().maxRows()));
    long token = turn.newToken();
    workers.grants().lease(token, guest.session(), turn.leaseDeadlineNanos(), range);
    turn.answer(guest.ticket(), granted(progress, range, token));
    return true;
  }

  private SequenceRange newRange(SequenceProgress progress, int maxRows) {
    SequenceRange range = progress.nextRange(maxRows, turn.now().epochMicros());
    turn.recordUrgently(new Granted(progress.name(), range));
    return range;
  }

  private QueueReply granted(SequenceProgress progress, SequenceRange range, long token) {
    return new QueueReply.Granted(
        progress.producerId(),
        range.number(),
        token,
        range.pass(),
        range.firstRow(),
        range.count(),
        range.grantedAtMicros(),
        turn.limits().visibilityMillis());
  }
}
