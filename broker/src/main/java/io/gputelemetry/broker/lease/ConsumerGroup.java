package io.gputelemetry.broker.lease;

import io.gputelemetry.broker.ledger.GroupProgress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the members of a group are at work on.
 *
 * <p>Each offset below the end of the log is in exactly one place: acked (in the {@link
 * GroupProgress}), leased, returned (leased before and given back), or not looked at yet (at or
 * above {@code next}). Returned messages go out first, lowest offset first.
 */
public final class ConsumerGroup {
  /** Offsets between the lowest one that is not acked and the newest one that was leased. */
  static final long WINDOW_MAX = 1_000_000;

  private final GroupProgress progress;
  private final LeaseTable<Run> leases = new LeaseTable<>();
  private final TreeMap<Long, Run> returned = new TreeMap<>();
  private long next;
  private long redelivered;
  private long expired;

  /** A group whose members hold nothing. */
  public ConsumerGroup(GroupProgress progress) {
    this.progress = progress;
    this.next = progress.committed();
  }

  /** What the group is done with. */
  public GroupProgress progress() {
    return progress;
  }

  /** The messages to be delivered next, below {@code end}: a run of at most {@code max}. */
  public Optional<Run> nextRun(long end, int max) {
    if (!returned.isEmpty()) {
      Run first = returned.firstEntry().getValue();
      return Optional.of(
          new Run(first.from(), Math.min(first.to(), first.from() + max), first.deliveries()));
    }
    long from = progress.nextUnacked(next);
    long behind = Math.min(end, Math.min(progress.nextAcked(from), from + max));
    return from >= behind || from - progress.committed() >= WINDOW_MAX
        ? Optional.empty()
        : Optional.of(new Run(from, behind, 0));
  }

  /** Leases what {@link #nextRun} gave, or the first messages of it. */
  public void lease(long token, long session, long deadlineNanos, Run taken) {
    if (taken.deliveries() == 0) {
      next = taken.to();
    } else {
      Run whole = returned.remove(taken.from());
      if (whole == null) {
        throw new IllegalStateException("BUG: " + taken + " was not returned");
      }
      if (whole.to() > taken.to()) {
        putBack(new Run(taken.to(), whole.to(), whole.deliveries()));
      }
      redelivered += taken.size();
    }
    Run leased = new Run(taken.from(), taken.to(), taken.deliveries() + 1);
    leases.add(new Lease<>(token, session, deadlineNanos, leased.size(), leased));
  }

  /** Ends a lease whose messages are acked; empty if it is not (or no longer) there. */
  public Optional<Run> acked(long token) {
    return leases.remove(token).map(Lease::what);
  }

  /** Gives the messages of a lease back; false if it is not there. */
  public boolean release(long token) {
    Optional<Lease<Run>> lease = leases.remove(token);
    lease.ifPresent(ended -> putBack(ended.what()));
    return lease.isPresent();
  }

  /** Lets a lease run on; false if it is not there. */
  public boolean extend(long token, long deadlineNanos) {
    return leases.extend(token, deadlineNanos);
  }

  /** Takes back what was leased for too long; returns whether there was such a thing. */
  public boolean expire(long nowNanos) {
    List<Lease<Run>> ended = leases.removeExpired(nowNanos);
    expired += ended.size();
    ended.forEach(lease -> putBack(lease.what()));
    return !ended.isEmpty();
  }

  /** Takes back what a session held; returns whether it held anything. */
  public boolean closeSession(long session) {
    List<Lease<Run>> ended = leases.removeSession(session);
    ended.forEach(lease -> putBack(lease.what()));
    return !ended.isEmpty();
  }

  /** When the next lease ends. */
  public long nextDeadline() {
    return leases.nextDeadline();
  }

  /** Messages that a session holds. */
  public int held(long session) {
    return leases.held(session);
  }

  /** Sessions that hold messages. */
  public Set<Long> sessions() {
    return leases.sessions();
  }

  /** Messages that are leased. */
  public int inFlight() {
    return leases.held();
  }

  /** Deliveries beyond the first since the broker started. */
  public long redelivered() {
    return redelivered;
  }

  /** Leases whose time ran out since the broker started. */
  public long expired() {
    return expired;
  }

  /** Joins the neighbours that share the history, so that runs do not crumble. */
  private void putBack(Run run) {
    Run joined = run;
    Map.Entry<Long, Run> below = returned.lowerEntry(joined.from());
    if (below != null && continues(below.getValue(), joined)) {
      returned.remove(below.getKey());
      joined = new Run(below.getValue().from(), joined.to(), joined.deliveries());
    }
    Run above = returned.get(joined.to());
    if (above != null && continues(joined, above)) {
      returned.remove(above.from());
      joined = new Run(joined.from(), above.to(), joined.deliveries());
    }
    returned.put(joined.from(), joined);
  }

  private static boolean continues(Run first, Run second) {
    return first.to() == second.from() && first.deliveries() == second.deliveries();
  }
}
