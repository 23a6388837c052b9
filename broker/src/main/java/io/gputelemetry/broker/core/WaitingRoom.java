package io.gputelemetry.broker.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Requests that wait for something, first come first served, each until its own deadline. */
final class WaitingRoom<R> {

  /** One that waits. */
  record Guest<R>(long ticket, long session, long deadlineNanos, R request) {}

  /** Says whether a guest got what it waits for, and so leaves. */
  interface Service<R> {
    boolean serve(Guest<R> guest) throws IOException;
  }

  private final LinkedHashMap<Long, Guest<R>> byTicket = new LinkedHashMap<>();
  private final TreeSet<Guest<R>> byDeadline =
      new TreeSet<>(
          Comparator.<Guest<R>>comparingLong(Guest::deadlineNanos)
              .thenComparingLong(Guest::ticket));

  void add(Guest<R> guest) {
    byTicket.put(guest.ticket(), guest);
    byDeadline.add(guest);
  }

  boolean isEmpty() {
    return byTicket.isEmpty();
  }

  /** Goes round once, in the order of arrival. */
  void serve(Service<R> service) throws IOException {
    for (Iterator<Guest<R>> guests = byTicket.values().iterator(); guests.hasNext(); ) {
      Guest<R> guest = guests.next();
      if (service.serve(guest)) {
        guests.remove();
        byDeadline.remove(guest);
      }
    }
  }

  /** Takes out those whose time is over, the earliest deadline first. */
  List<Guest<R>> removeExpired(long nowNanos) {
    List<Guest<R>> expired = new ArrayList<>();
    while (nextDeadline() <= nowNanos) {
      Guest<R> guest = byDeadline.pollFirst();
      byTicket.remove(guest.ticket());
      expired.add(guest);
    }
    return expired;
  }

  /** Takes all out. */
  List<Guest<R>> removeAll() {
    List<Guest<R>> all = List.copyOf(byTicket.values());
    byTicket.clear();
    byDeadline.clear();
    return all;
  }

  /** Takes those of a session out. */
  List<Guest<R>> removeSession(long session) {
    List<Guest<R>> left = new ArrayList<>();
    for (Guest<R> guest : byTicket.values()) {
      if (guest.session() == session) {
        left.add(guest);
      }
    }
    for (Guest<R> guest : left) {
      byTicket.remove(guest.ticket());
      byDeadline.remove(guest);
    }
    return left;
  }

  /** The sessions of those that wait. */
  Set<Long> sessions() {
    Set<Long> sessions = new TreeSet<>();
    byTicket.values().forEach(guest -> sessions.add(guest.session()));
    return sessions;
  }

  /** The earliest deadline; {@code Long.MAX_VALUE} if nobody waits. */
  long nextDeadline() {
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineNanos();
  }
}
