package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.systemtests.simulation.history.Payload.Rows;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The ranges of a sequence: each is always the same, one worker has it, each row comes once. */
final class SequenceCheck {

  /** A range that a worker has. */
  private static final class Held {
    final long session;
    final long number;
    final long deadlineNanos;
    long endedOrder;
    boolean released;

    Held(long session, long endedOrder, long number, long deadlineNanos) {
      this.session = session;
      this.endedOrder = endedOrder;
      this.number = number;
      this.deadlineNanos = deadlineNanos;
    }

    boolean isAlive(long nanos, long order) {
      return !released && deadlineNanos > nanos && order < endedOrder;
    }
  }

  private final String name;
  private final Findings findings;
  private final TreeMap<Long, Rows> ranges = new TreeMap<>();
  private final TreeMap<Long, Held> leases = new TreeMap<>();
  private final TreeMap<Long, Held> holders = new TreeMap<>();
  private final TreeSet<Long> completed = new TreeSet<>();
  private final TreeMap<Long, BitSet> granted = new TreeMap<>();
  private final TreeMap<Long, BitSet> placed = new TreeMap<>();
  private final TreeMap<Long, Long> ended = new TreeMap<>();
  private long producerId;
  private long rows;
  private long passes;
  private long newestMicros;
  private long formerMicros;
  private boolean maybeAnew;
  private boolean maybeDeleted;

  SequenceCheck(String name, Findings findings) {
    this.name = name;
    this.findings = findings;
  }

  long producerId() {
    return producerId;
  }

  /** The one that takes its place; its rows have later times if it was reset. */
  SequenceCheck anew(long id) {
    SequenceCheck next = new SequenceCheck(name, findings);
    next.opened(id, rows, passes);
    next.ended.putAll(ended);
    next.formerMicros = maybeDeleted ? 0 : newestMicros;
    next.newestMicros = next.formerMicros;
    // Two may have asked for it.
    next.maybeAnew = maybeAnew;
    next.maybeDeleted = maybeDeleted;
    crashed();
    return next;
  }

  /** Somebody asked that another one takes its place, that it is reset or deleted. */
  void mayBeAnew(boolean deleted) {
    maybeAnew = true;
    maybeDeleted |= deleted;
  }

  boolean isMaybeAnew() {
    return maybeAnew;
  }

  void opened(long id, long withRows, long withPasses) {
    findings.require(
        producerId == 0 || producerId == id, () -> "sequence " + name + " has two publishers");
    producerId = id;
    rows = withRows;
    passes = withPasses;
  }

  void granted(long nanos, Asked asked, QueueReply reply) {
    if (!(reply instanceof Granted grant)) {
      return;
    }
    Rows range = new Rows(grant.pass(), grant.firstRow(), grant.count(), grant.grantedAtMicros());
    Rows before = ranges.putIfAbsent(grant.number(), range);
    findings.require(
        before == null || before.equals(range),
        () -> "range " + grant.number() + " of " + name + " was " + before + ", is " + range);
    if (before == null) {
      findings.require(
          range.grantedAtMicros() > formerMicros,
          () -> "granted with a time that was before, in " + name + ": " + range);
      newestMicros = Math.max(newestMicros, range.grantedAtMicros());
      mark(granted, range, "granted twice");
    }
    findings.require(
        !completed.contains(grant.number()), () -> "granted though it is published: " + grant);
    Held holder = holders.get(grant.number());
    findings.require(
        holder == null || !holder.isAlive(nanos, Long.MAX_VALUE - 1),
        () -> "two workers have range " + grant.number() + " of " + name);
    Held held =
        new Held(
            asked.session(),
            ended.getOrDefault(asked.session(), Long.MAX_VALUE),
            grant.number(),
            nanos + grant.timeoutMillis() * 1_000_000L);
    leases.put(grant.token(), held);
    holders.put(grant.number(), held);
  }

  private void mark(Map<Long, BitSet> where, Rows range, String problem) {
    BitSet pass = where.computeIfAbsent(range.pass(), _ -> new BitSet());
    int first = (int) range.firstRow();
    int next = pass.nextSetBit(first);
    findings.require(
        next < 0 || next >= first + range.count(),
        () -> "row " + next + " of " + name + " " + problem + ": " + range);
    findings.require(
        range.firstRow() + range.count() <= rows && range.pass() < passes,
        () -> "no such rows in " + name + ": " + range);
    pass.set(first, first + range.count());
  }

  void published(long nanos, Asked asked, Producer range, QueueReply reply) {
    Held held = leases.get(range.token());
    boolean alive =
        held != null && held.number == range.number() && held.isAlive(nanos, asked.order());
    switch (reply) {
      case QueueReply.Published _ -> {
        findings.require(alive, () -> "an old grant was accepted in " + name + ": " + range);
        completed.add(range.number());
        end(held);
      }
      case QueueReply.Duplicate _ -> completed.add(range.number());
      case Refused(QueueError error, _) when error == QueueError.LEASE_LOST ->
          // While it waited for room its session may have ended.
          findings.require(
              !alive || hasEnded(held),
              () -> "a grant that runs was refused in " + name + ": " + range);
      default -> {
        // The log was full: the range is still theirs.
      }
    }
  }

  private static boolean hasEnded(@Nullable Held held) {
    return held == null || held.endedOrder < Long.MAX_VALUE;
  }

  void released(long nanos, Asked asked, long token, QueueReply reply) {
    Held held = leases.get(token);
    boolean alive = held != null && held.isAlive(nanos, asked.order());
    findings.require(
        alive == reply instanceof QueueReply.Done,
        () -> "a grant of " + name + " that " + (alive ? "runs" : "ended") + " was " + reply);
    end(held);
  }

  private static void end(@Nullable Held held) {
    if (held != null) {
      held.released = true;
    }
  }

  /** A message with rows is in the log. */
  void placed(Payload payload) {
    Rows range = ranges.get(payload.number());
    findings.require(
        payload.rows().equals(range),
        () -> "published other rows than were granted: " + payload + ", " + range);
    mark(placed, payload.rows(), "published twice");
  }

  void closed(long session, long order) {
    ended.put(session, order);
    for (Held held : leases.values()) {
      if (held.session == session) {
        held.endedOrder = Math.min(held.endedOrder, order);
      }
    }
  }

  void crashed() {
    leases.clear();
    holders.clear();
  }

  /** All rows of all passes are there. */
  void end() {
    for (long pass = 0; pass < passes; pass++) {
      long number = pass;
      int count = placed.getOrDefault(pass, new BitSet()).cardinality();
      findings.require(
          count == rows,
          () -> count + " of " + rows + " rows of pass " + number + " of " + name + " are there");
    }
  }
}
