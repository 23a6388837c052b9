package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.Delivery;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.StartPosition;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongPredicate;

/**
 * What a group was given and what it gave back: never to two members at once, never again after an
 * ack, never to one whose time is over, and all of it in the end.
 */
final class GroupCheck {

  /** Messages that a member holds. */
  private static final class Held {
    final long session;
    final TreeSet<Long> offsets = new TreeSet<>();
    long deadlineNanos;
    long endedOrder;

    Held(long session, long endedOrder, long deadlineNanos) {
      this.session = session;
      this.endedOrder = endedOrder;
      this.deadlineNanos = deadlineNanos;
    }

    NavigableSet<Long> within(Settlement settlement) {
      return offsets.subSet(settlement.from(), true, settlement.to(), false);
    }
  }

  private final String name;
  private final Findings findings;
  private final Rules rules;
  private final LogCheck log;
  private final FailureTally failures = new FailureTally();
  private final TreeSet<Long> givenUp = new TreeSet<>();
  private final TreeSet<Long> maybeGivenUp = new TreeSet<>();
  private final TreeMap<Long, Held> leases = new TreeMap<>();
  private final TreeMap<Long, Held> holders = new TreeMap<>();
  private final TreeMap<Long, Long> acked = new TreeMap<>();
  private final TreeSet<Long> maybeAcked = new TreeSet<>();
  private final TreeMap<Long, Integer> deliveries = new TreeMap<>();
  private final TreeMap<Long, Integer> losses = new TreeMap<>();
  private final TreeMap<Long, Long> notBefore = new TreeMap<>();
  private final TreeMap<Long, Long> ended = new TreeMap<>();
  private long movedTo;
  private long doneEnd = Long.MAX_VALUE;
  private int moves;
  private int undelivered;
  private int timeoutMillis;
  private boolean retain;
  private boolean paused;

  GroupCheck(String name, Findings findings, Rules rules, LogCheck log) {
    this.name = name;
    this.findings = findings;
    this.rules = rules;
    this.log = log;
  }

  void created(CreateGroup request, QueueReply reply) {
    if (reply instanceof QueueReply.Positioned) {
      retain = request.retain();
    }
  }

  void leased(long nanos, Asked asked, QueueReply reply) {
    if (!(reply instanceof Leased leased) || leased.deliveries().isEmpty()) {
      return;
    }
    findings.require(!paused, () -> name + " was given something while paused");
    timeoutMillis = leased.timeoutMillis();
    long end = ended.getOrDefault(asked.session(), Long.MAX_VALUE);
    Held held = new Held(asked.session(), end, nanos + timeoutNanos());
    findings.require(
        leases.put(leased.token(), held) == null, () -> name + ": a token was given twice");
    for (Delivery delivery : leased.deliveries()) {
      delivered(nanos, delivery);
      held.offsets.add(delivery.offset());
      holders.put(delivery.offset(), held);
      log.seen(delivery);
    }
  }

  private long timeoutNanos() {
    return timeoutMillis * 1_000_000L;
  }

  private void delivered(long nanos, Delivery delivery) {
    long offset = delivery.offset();
    findings.require(
        !acked.containsKey(offset), () -> "resurrected: " + offset + " was acked in " + name);
    findings.require(
        notBefore.getOrDefault(offset, 0L) <= nanos,
        () -> offset + " was given to " + name + " before its delay was over");
    findings.require(
        failures.atLeast(offset) < rules.maxDeliveries(),
        () -> offset + " failed too often in " + name + " and is given out again");
    findings.require(
        !givenUp.contains(offset),
        () -> offset + " is given to " + name + " though nobody was to get it again");
    int times = deliveries.merge(offset, 1, Integer::sum);
    findings.require(
        times <= delivery.deliveries() && delivery.deliveries() <= times + undelivered,
        () ->
            offset + " is said to be delivered " + delivery.deliveries() + " times, not " + times);
    deliveries.put(offset, delivery.deliveries());
    Held before = holders.remove(offset);
    if (before != null && before.offsets.contains(offset)) {
      findings.require(
          before.deadlineNanos <= nanos || before.endedOrder < Long.MAX_VALUE,
          () -> "two members of " + name + " hold " + offset);
      losses.merge(offset, 1, Integer::sum);
    }
  }

  /** Somebody was to get messages, nobody knows which, and they could not be read. */
  void failedToDeliver() {
    undelivered++;
  }

  /** A member said something of a lease, and the broker took it or not. */
  void settled(long nanos, Asked asked, Settlement settlement, QueueReply reply) {
    Held held = leases.get(settlement.token());
    List<Long> offsets = held == null ? List.of() : List.copyOf(held.within(settlement));
    boolean alive =
        held != null
            && held.deadlineNanos > nanos
            && asked.order() < held.endedOrder
            && !offsets.isEmpty();
    if (reply instanceof Refused(QueueError error, _)) {
      findings.require(
          !alive || error != QueueError.LEASE_LOST,
          () -> name + ": a lease that runs was refused: " + settlement);
      return;
    }
    if (held == null || !alive) {
      findings.add("an old token was accepted in " + name + ": " + settlement);
      return;
    }
    switch (settlement.kind()) {
      case EXTEND -> held.deadlineNanos = nanos + timeoutNanos();
      case ACK -> acked(nanos, offsets, reply);
      case NACK -> failed(nanos, offsets, settlement);
      case RELEASE -> {
        // Free for anybody.
      }
    }
    if (settlement.kind() != Settlement.Kind.EXTEND) {
      offsets.forEach(held.offsets::remove);
    }
  }

  private void acked(long nanos, List<Long> offsets, QueueReply reply) {
    offsets.forEach(offset -> acked.put(offset, nanos));
    offsets.forEach(maybeAcked::remove);
    findings.require(
        reply.equals(new QueueReply.Acked(offsets.size())),
        () -> name + ": " + offsets + " were acked, and answered by " + reply);
  }

  private void failed(long nanos, List<Long> offsets, Settlement settlement) {
    for (long offset : offsets) {
      failures.failed(offset, nanos);
      if (settlement.isNeverAgain()) {
        givenUp.add(offset);
      }
      if (settlement.delayMillis() > 0) {
        notBefore.put(offset, nanos + settlement.delayMillis() * 1_000_000L);
      }
    }
  }

  /** The broker ended before it answered. */
  void unknown(Settlement settlement) {
    Held held = leases.get(settlement.token());
    if (held != null && settlement.kind() == Settlement.Kind.ACK) {
      maybeAcked.addAll(held.within(settlement));
    } else if (held != null) {
      held.within(settlement).forEach(failures::maybeFailed);
      if (settlement.isNeverAgain()) {
        maybeGivenUp.addAll(held.within(settlement));
      }
    }
  }

  void closed(long session, long order) {
    ended.put(session, order);
    for (Held held : leases.values()) {
      if (held.session == session) {
        held.endedOrder = Math.min(held.endedOrder, order);
      }
    }
  }

  /** Everything that lives in memory is gone, and acks from then on may be. */
  void crashed(long durableNanos) {
    acked.forEach((offset, nanos) -> {
      if (nanos > durableNanos) {
        maybeAcked.add(offset);
      }
    });
    acked.values().removeIf(nanos -> nanos > durableNanos);
    failures.crashed(durableNanos);
    forgetMemory();
  }

  private void forgetMemory() {
    leases.clear();
    holders.clear();
    deliveries.clear();
    undelivered = 0;
    notBefore.clear();
  }

  void moved(QueueReply reply) {
    if (reply instanceof QueueReply.Positioned(long offset)) {
      moves++;
      movedTo = offset;
      acked.clear();
      maybeAcked.clear();
      failures.clear();
      givenUp.clear();
      forgetMemory();
    }
  }

  /** The broker ended before it answered: all may be as before, or not. */
  void maybeMoved(Seek seek) {
    doubtAll();
    movedTo =
        switch (seek.to()) {
          case StartPosition.At at -> Math.max(movedTo, at.offset());
          default -> movedTo;
        };
  }

  /** It is forgotten: one of this name knows nothing of what was. */
  void deleted(QueueReply reply) {
    if (reply instanceof QueueReply.Done) {
      moved(new QueueReply.Positioned(0));
      forgetSettings();
    }
  }

  /** The broker ended before it answered. */
  void maybeDeleted() {
    doubtAll();
    forgetSettings();
  }

  /** What was settled may be so still, or not. */
  private void doubtAll() {
    moves++;
    maybeAcked.addAll(acked.keySet());
    acked.clear();
    failures.crashed(-1);
    maybeGivenUp.addAll(givenUp);
    givenUp.clear();
  }

  private void forgetSettings() {
    paused = false;
    retain = false;
    doneEnd = 0;
  }

  /** It is said to be done with what lies below; what is replayed by itself may come later. */
  void doneUntil(long offset) {
    doneEnd = offset;
  }

  void paused(QueueReply reply) {
    paused = reply instanceof QueueReply.Done;
  }

  /** Somebody asked for it: from now on it may be so. */
  void resumed() {
    paused = false;
  }

  /** How often it was moved. */
  int moves() {
    return moves;
  }

  int failuresAtMost(long offset) {
    return moves > 0 ? Integer.MAX_VALUE : failures.atMost(offset);
  }

  /** Whether a member may have said that nobody can use it. */
  boolean isMaybeGivenUp(long offset) {
    return givenUp.contains(offset) || maybeGivenUp.contains(offset);
  }

  int lossesAtMost(long offset) {
    return losses.getOrDefault(offset, 0);
  }

  private boolean isDone(long offset) {
    return offset < movedTo || acked.containsKey(offset) || maybeAcked.contains(offset);
  }

  /** What lies below is gone; none of it may be missed by a group for which the log is held. */
  void logBeginsAt(long first) {
    for (long offset = log.first(); offset < first && retain; offset++) {
      long gone = offset;
      findings.require(
          isDone(offset)
              || failures.atMost(offset) >= rules.maxDeliveries()
              || isMaybeGivenUp(offset)
              || lossesAtMost(offset) >= 7,
          () -> gone + " left the log before " + name + " had acked it");
    }
  }

  /** Everything that is there was acked or became a dead letter. */
  void end(LongPredicate isLetter) {
    for (long offset = log.first(); offset < Math.min(doneEnd, log.auditedEnd()); offset++) {
      long open = offset;
      findings.require(
          isDone(offset) || isLetter.test(offset),
          () -> open + " was never acked in " + name + " and is no dead letter");
    }
  }
}
