package io.gputelemetry.broker.lease;

import io.gputelemetry.broker.ledger.SequenceProgress;
import io.gputelemetry.broker.ledger.SequenceRange;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who works on which range of a sequence. A range that was handed out and is not published is
 * either leased or free; free ones go out first, lowest number first.
 */
public final class SequenceGrants {
  private final SequenceProgress progress;
  private final LeaseTable<SequenceRange> leases = new LeaseTable<>();
  private final TreeMap<Long, SequenceRange> free = new TreeMap<>();
  private final TreeMap<Long, Long> tokens = new TreeMap<>();

  /** A sequence nobody works on. */
  public SequenceGrants(SequenceProgress progress) {
    this.progress = progress;
    progress.outstanding().forEach(range -> free.put(range.number(), range));
  }

  /** How far the sequence is. */
  public SequenceProgress progress() {
    return progress;
  }

  /** The lowest range that was handed out before and is free again. */
  public Optional<SequenceRange> lowestFree() {
    return free.isEmpty() ? Optional.empty() : Optional.of(free.firstEntry().getValue());
  }

  /** Leases a range, a free one or a new one. */
  public void lease(long token, long session, long deadlineNanos, SequenceRange range) {
    free.remove(range.number());
    tokens.put(range.number(), token);
    leases.add(new Lease<>(token, session, deadlineNanos, 1, range));
  }

  /** Whether this token is the one of the present lease of a range. */
  public boolean holds(long number, long token) {
    return token == tokens.getOrDefault(number, 0L) && token != 0;
  }

  /** Ends the lease of a range that is published. */
  public void completed(long number) {
    Long token = tokens.remove(number);
    if (token != null) {
      leases.remove(token);
    }
  }

  /** Gives a range back; false if the lease is not there. */
  public boolean release(long token) {
    Optional<Lease<SequenceRange>> lease = leases.remove(token);
    lease.ifPresent(this::putBack);
    return lease.isPresent();
  }

  /** Takes back what was leased for too long; returns whether there was such a thing. */
  public boolean expire(long nowNanos) {
    return putBack(leases.removeExpired(nowNanos));
  }

  /** Takes back what a session held; returns whether it held anything. */
  public boolean closeSession(long session) {
    return putBack(leases.removeSession(session));
  }

  /** When the next lease ends. */
  public long nextDeadline() {
    return leases.nextDeadline();
  }

  /** Ranges that a session holds. */
  public int held(long session) {
    return leases.held(session);
  }

  /** Ranges that are leased. */
  public int inFlight() {
    return leases.held();
  }

  private boolean putBack(List<Lease<SequenceRange>> ended) {
    ended.forEach(this::putBack);
    return !ended.isEmpty();
  }

  private void putBack(Lease<SequenceRange> lease) {
    tokens.remove(lease.what().number());
    free.put(lease.what().number(), lease.what());
  }
}
