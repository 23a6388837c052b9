package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.lease.ConsumerGroup;
import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.GroupCreated;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.AckRange;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;

/** Groups: hands messages to their members, and takes acks. */
final class GroupHandler {

  private final Turn turn;
  private final FailureHandler failures;
  private final TreeMap<String, Members> byName = new TreeMap<>();

  GroupHandler(Turn turn, FailureHandler failures) {
    this.turn = turn;
    this.failures = failures;
    turn.ledger().groups().forEach(this::add);
  }

  private Members add(GroupProgress progress) {
    Members members = new Members(new ConsumerGroup(progress));
    byName.put(progress.name(), members);
    return members;
  }

  void lease(long ticket, long session, Lease request) throws IOException {
    Optional<Members> members = require(ticket, request.group(), request.start());
    if (members.isEmpty()) {
      return;
    }
    long deadline = turn.now().deadlineNanos(request.waitMillis());
    Guest<Lease> guest = new Guest<>(ticket, session, deadline, request);
    if (serve(members.get(), guest)) {
      return;
    }
    if (request.waitMillis() == 0) {
      answerNothing(guest);
    } else {
      members.get().await(guest);
    }
  }

  /** The group, if it is there. */
  Optional<Members> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The group, made if it is not there; empty if that was refused. */
  Optional<Members> require(long ticket, String name, StartPosition from) throws IOException {
    Members known = byName.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    long start = ReadHandler.position(turn.log(), from);
    if (start < 0 || byName.size() >= turn.limits().namesMax()) {
      String problem = start < 0 ? ReadHandler.beyondEnd(turn.log()) : "too many groups";
      turn.refuse(ticket, QueueError.BAD_REQUEST, problem);
      return Optional.empty();
    }
    return Optional.of(make(name, start));
  }

  /** Makes a group that is not there. */
  Members make(String name, long start) {
    turn.recordUrgently(new GroupCreated(name, start));
    return turn.ledger().group(name).map(this::add).orElseThrow();
  }

  /** Lets go of a group that is to be deleted. */
  void remove(String name) {
    Members removed = byName.remove(name);
    if (removed != null) {
      for (Guest<Lease> guest : removed.waiting().removeAll()) {
        turn.refuse(guest.ticket(), QueueError.CLOSED, "the group was deleted");
      }
      failures.forget(name);
    }
  }

  /** A group was moved on because its messages left the log. */
  void skipped(String name) {
    find(name).ifPresent(members -> members.group().skip());
  }

  void ack(long ticket, Ack request) {
    ack(ticket, new AckRange(request.topic(), request.group(), request.token(), 0, Long.MAX_VALUE));
  }

  void ack(long ticket, AckRange request) {
    List<Run> acked = take(request.group(), request.token(), request.from(), request.to());
    if (acked.isEmpty()) {
      refuseLost(ticket);
      return;
    }
    for (Run run : acked) {
      turn.recordSoon(new Acked(request.group(), run.from(), run.to()));
    }
    turn.answer(ticket, new QueueReply.Acked(acked.stream().mapToInt(Run::size).sum()));
  }

  void nack(long ticket, Nack request) {
    Optional<QueueReply.Refused> refusal = failures.refusal(request);
    if (refusal.isPresent()) {
      turn.answer(ticket, refusal.get());
      return;
    }
    List<Run> failed = take(request.group(), request.token(), request.from(), request.to());
    find(request.group()).ifPresent(members -> failures.failed(members.group(), failed, request));
    answerDone(ticket, !failed.isEmpty());
  }

  private List<Run> take(String group, long token, long from, long to) {
    return find(group).map(members -> members.group().take(token, from, to)).orElse(List.of());
  }

  void release(long ticket, Release request) {
    Members members = byName.get(request.group());
    answerDone(ticket, members != null && members.group().release(request.token()));
  }

  void extend(long ticket, Extend request) {
    Members members = byName.get(request.group());
    long deadline = turn.leaseDeadlineNanos();
    answerDone(ticket, members != null && members.group().extend(request.token(), deadline));
  }

  private void answerDone(long ticket, boolean done) {
    if (done) {
      turn.answer(ticket, new QueueReply.Done());
    } else {
      refuseLost(ticket);
    }
  }

  private void refuseLost(long ticket) {
    turn.refuse(ticket, QueueError.LEASE_LOST, "there is no such lease, or its time was over");
  }

  /** Hands out what became free or visible. */
  void committed() throws IOException {
    for (Members members : byName.values()) {
      members.waiting().serve(guest -> serve(members, guest));
    }
  }

  /** Takes back the leases whose time is over, and answers those that waited long enough. */
  void tick() {
    for (Members members : byName.values()) {
      failures.lost(members.group(), members.group().expire(turn.now().nanos()));
      members.waiting().removeExpired(turn.now().nanos()).forEach(this::answerNothing);
    }
  }

  void drain() {
    for (Members members : byName.values()) {
      members.waiting().removeAll().forEach(this::answerNothing);
    }
  }

  void closeSession(long session) {
    for (Members members : byName.values()) {
      turn.refuseClosed(members.leave(session));
      failures.lost(members.group(), members.group().closeSession(session));
    }
  }

  long nextDeadline() {
    long next = Long.MAX_VALUE;
    for (Members members : byName.values()) {
      next = Math.min(next, members.group().nextDeadline());
      next = Math.min(next, members.waiting().nextDeadline());
    }
    return next;
  }

  int inFlight() {
    int sum = 0;
    for (Members members : byName.values()) {
      sum += members.group().inFlight();
    }
    return sum;
  }

  List<GroupState> states(LongFunction<String> instances) throws IOException {
    List<GroupState> states = new ArrayList<>();
    for (Members members : byName.values()) {
      long failed = failures.failures(members.progress().name());
      states.add(GroupView.state(turn, members, failed, instances));
    }
    return states;
  }

  private boolean serve(Members members, Guest<Lease> guest) throws IOException {
    ConsumerGroup group = members.group();
    Lease request = guest.request();
    int room = turn.limits().inFlightMax() - group.held(guest.session());
    Optional<Run> next =
        room <= 0 || group.progress().isPaused()
            ? Optional.empty()
            : group.nextRun(turn.visibleEnd(), Math.min(room, request.maxMessages()));
    if (next.isEmpty()) {
      return false;
    }
    int maxBytes = Math.min(request.maxBytes(), turn.limits().replyBytesMax());
    try {
      deliver(members, guest, next.get(), RunReader.read(turn.log(), next.get(), maxBytes));
    } catch (JournalGapException e) {
      turn.skip(group.progress(), e);
      group.skip();
      return serve(members, guest);
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(guest.ticket(), e);
    }
    return true;
  }

  private void deliver(Members members, Guest<Lease> guest, Run run, List<DeliveryRun> pieces) {
    long token = turn.newToken();
    Run taken = new Run(run.from(), RunReader.end(pieces), run.deliveries(), run.losses());
    members.group().lease(token, guest.session(), turn.leaseDeadlineNanos(), taken);
    members.served(guest.session());
    int timeoutMillis = turn.limits().visibilityMillis();
    turn.answer(guest.ticket(), new QueueReply.Leased(token, timeoutMillis, Deliveries.of(pieces)));
  }

  private void answerNothing(Guest<Lease> guest) {
    int timeoutMillis = turn.limits().visibilityMillis();
    turn.answer(guest.ticket(), new QueueReply.Leased(0, timeoutMillis, Deliveries.of(List.of())));
  }
}
