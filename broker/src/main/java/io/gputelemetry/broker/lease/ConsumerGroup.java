package io.gputelemetry.broker.lease;

import io.gputelemetry.broker.ledger.GroupProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the members of a group are at work on.
 *
 * <p>Each offset below the end of the log is in exactly one place: acked or set aside (in the
 * {@link GroupProgress}), leased, returned (leased before and given back, perhaps for later), or
 * not looked at yet (at or above {@code next}). Returned messages go out first, lowest offset
 * first. What was lost too often goes out alone.
 */
public final class ConsumerGroup {
  /** Offsets between the lowest one that is not acked and the newest one that was leased. */
  static final long WINDOW_MAX = 1_000_000;

  /** From so many losses on a message is leased alone. */
  public static final int LOSSES_TOGETHER_MAX = 5;

  /** So many losses, the last ones alone, and it is given up. */
  public static final int LOSSES_MAX = LOSSES_TOGETHER_MAX + 3;

  private final GroupProgress progress;
  private final LeaseTable<List<Run>> leases = new LeaseTable<>();
  private final ReturnedRuns returned;
  private long next;
  private long redelivered;
  private long expired;

  /** A group whose members hold nothing. */
  public ConsumerGroup(GroupProgress progress) {
    this.progress = progress;
    this.returned = new ReturnedRuns(progress);
    this.next = progress.committed();
  }

  /** What the group is done with. */
  public GroupProgress progress() {
    return progress;
  }

  /** The messages to be delivered next, below {@code end}: a run of at most {@code max}. */
  public Optional<Run> nextRun(long end, int max) {
    Optional<Run> again = returned.first();
    if (again.isPresent()) {
      Run run = again.get();
      int most = run.losses() >= LOSSES_TOGETHER_MAX ? 1 : max;
      return Optional.of(run.part(run.from(), Math.min(run.to(), run.from() + most)));
    }
    long from = progress.nextFree(next);
    long behind = Math.min(end, Math.min(progress.nextTaken(from), from + max));
    return from >= behind || from - progress.committed() >= WINDOW_MAX
        ? Optional.empty()
        : Optional.of(new Run(from, behind, 0));
  }

  /** Leases what {@link #nextRun} gave, or the first messages of it. */
  public void lease(long token, long session, long deadlineNanos, Run taken) {
    if (taken.deliveries() == 0) {
      next = taken.to();
    } else {
      returned.remove(taken);
      redelivered += taken.size();
    }
    List<Run> leased = List.of(taken.delivered());
    leases.add(new Lease<>(token, session, deadlineNanos, taken.size(), leased));
  }

  /**
   * Takes those messages out of a lease that have these offsets; empty if it holds none of them, or
   * is not (or no longer) there. A lease that holds nothing any more ends.
   */
  public List<Run> take(long token, long from, long to) {
    List<Run> taken = new ArrayList<>();
    List<Run> left = new ArrayList<>();
    for (Run run : leases.find(token).map(Lease::what).orElse(List.of())) {
      long first = Math.max(run.from(), from);
      long behind = Math.min(run.to(), to);
      if (first >= behind) {
        left.add(run);
        continue;
      }
      taken.add(run.part(first, behind));
      if (run.from() < first) {
        left.add(run.part(run.from(), first));
      }
      if (behind < run.to()) {
        left.add(run.part(behind, run.to()));
      }
    }
    if (left.isEmpty()) {
      leases.remove(token);
    } else if (!taken.isEmpty()) {
      leases.replace(token, left.stream().mapToInt(Run::size).sum(), List.copyOf(left));
    }
    return taken;
  }

  /** Puts back what was taken out of a lease. */
  public void putBack(Run run) {
    returned.add(run);
  }

  /** Puts back what was taken out of a lease, for nobody until then. */
  public void putBackAt(long nanos, Run run) {
    returned.addAt(nanos, run);
  }

  /** Gives the messages of a lease back; false if it is not there. */
  public boolean release(long token) {
    Optional<Lease<List<Run>>> lease = leases.remove(token);
    lease.ifPresent(ended -> ended.what().forEach(returned::add));
    return lease.isPresent();
  }

  /** Lets a lease run on; false if it is not there. */
  public boolean extend(long token, long deadlineNanos) {
    return leases.extend(token, deadlineNanos);
  }

  /** Takes back what was leased for too long, and returns what of it was lost too often. */
  public List<Run> expire(long nowNanos) {
    returned.ripen(nowNanos);
    List<Lease<List<Run>>> ended = leases.removeExpired(nowNanos);
    expired += ended.size();
    return lost(ended);
  }

  /** Takes back what a session held, and returns what of it was lost too often. */
  public List<Run> closeSession(long session) {
    return lost(leases.removeSession(session));
  }

  /** Ends all leases and goes on where the progress says. */
  public void seek() {
    leases.clear();
    returned.clear();
    next = progress.committed();
  }

  /** Looks at the progress again, of which the lower end moved. */
  public void skip() {
    returned.refresh();
    next = Math.max(next, progress.committed());
  }

  /** When the next lease ends, or something that was put back gets free. */
  public long nextDeadline() {
    return Math.min(leases.nextDeadline(), returned.nextNanos());
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

  private List<Run> lost(List<Lease<List<Run>>> ended) {
    List<Run> tooOften = new ArrayList<>();
    for (Lease<List<Run>> lease : ended) {
      for (Run run : lease.what()) {
        Run lost = run.lost();
        if (lost.losses() >= LOSSES_MAX) {
          tooOften.add(lost);
        } else {
          returned.add(lost);
        }
      }
    }
    return tooOften;
  }
}
