package io.gputelemetry.broker.lease;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Leases by token. All of them run equally long, so the order in which they were given or extended
 * is the order in which they end.
 */
final class LeaseTable<T> {
  private final LinkedHashMap<Long, Lease<T>> byToken = new LinkedHashMap<>();
  private final TreeMap<Long, Integer> weightBySession = new TreeMap<>();
  private int weight;

  void add(Lease<T> lease) {
    byToken.put(lease.token(), lease);
    weigh(lease.session(), lease.weight());
  }

  Optional<Lease<T>> find(long token) {
    return Optional.ofNullable(byToken.get(token));
  }

  Optional<Lease<T>> remove(long token) {
    Optional<Lease<T>> removed = Optional.ofNullable(byToken.remove(token));
    removed.ifPresent(lease -> weigh(lease.session(), -lease.weight()));
    return removed;
  }

  /** Lets a lease hold something else; it ends when it did. */
  void replace(long token, int newWeight, T what) {
    Lease<T> lease = byToken.get(token);
    if (lease != null) {
      weigh(lease.session(), newWeight - lease.weight());
      byToken.put(
          token, new Lease<>(token, lease.session(), lease.deadlineNanos(), newWeight, what));
    }
  }

  /** Takes all out. */
  void clear() {
    byToken.clear();
    weightBySession.clear();
    weight = 0;
  }

  /** False if there is no such lease. */
  boolean extend(long token, long deadlineNanos) {
    Lease<T> lease = byToken.get(token);
    if (lease == null) {
      return false;
    }
    byToken.putLast(
        token, new Lease<>(token, lease.session(), deadlineNanos, lease.weight(), lease.what()));
    return true;
  }

  /** Takes those out whose time is over. */
  List<Lease<T>> removeExpired(long nowNanos) {
    List<Lease<T>> expired = new ArrayList<>();
    while (nextDeadline() <= nowNanos) {
      Lease<T> lease = byToken.pollFirstEntry().getValue();
      weigh(lease.session(), -lease.weight());
      expired.add(lease);
    }
    return expired;
  }

  /** Takes those out that a session holds. */
  List<Lease<T>> removeSession(long session) {
    if (held(session) == 0) {
      return List.of();
    }
    List<Lease<T>> ended = new ArrayList<>();
    for (Iterator<Lease<T>> all = byToken.values().iterator(); all.hasNext(); ) {
      Lease<T> lease = all.next();
      if (lease.session() == session) {
        all.remove();
        ended.add(lease);
      }
    }
    weigh(session, -held(session));
    return ended;
  }

  /** When the next one ends; {@code Long.MAX_VALUE} if there is none. */
  long nextDeadline() {
    return byToken.isEmpty() ? Long.MAX_VALUE : byToken.firstEntry().getValue().deadlineNanos();
  }

  /** Weight of what a session holds. */
  int held(long session) {
    return weightBySession.getOrDefault(session, 0);
  }

  /** Who holds something. */
  Set<Long> sessions() {
    return Collections.unmodifiableSet(weightBySession.keySet());
  }

  /** Weight of everything. */
  int held() {
    return weight;
  }

  private void weigh(long session, int change) {
    weight += change;
    weightBySession.merge(session, change, (a, b) -> a + b == 0 ? null : a + b);
  }
}
