package io.gputelemetry.broker.core;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Requests that wait for something, each until its own deadline. Served first is whoever has the
 * lowest place, among equals whoever came first.
 */
final class WaitingRoom<R> {

  /** One that waits. */
  record Guest<R>(long ticket, long session, long deadlineNanos, R request) {}

  /** Says whether a guest got what it waits for, and so leaves. */
  interface Service<R> {
    boolean serve(Guest<R> guest) throws IOException;
  }

  private record Seat<R>(long place, long arrival, Guest<R> guest) {
    long deadlineNanos() {
      return guest.deadlineNanos();
    }
  }

  private final TreeSet<Seat<R>> inOrder =
      new TreeSet<>(
          Comparator.<Seat<R>>comparingLong(Seat::place).thenComparingLong(Seat::arrival));
  private final TreeSet<Seat<R>> byDeadline =
      new TreeSet<>(
          Comparator.<Seat<R>>comparingLong(Seat::deadlineNanos).thenComparingLong(Seat::arrival));
  private long arrivals;

  /** First come first served. */
  void add(Guest<R> guest) {
    add(guest, 0);
  }

  /** Before all who have a higher place. */
  void add(Guest<R> guest, long place) {
    Seat<R> seat = new Seat<>(place, arrivals++, guest);
    inOrder.add(seat);
    byDeadline.add(seat);
  }

  boolean isEmpty() {
    return inOrder.isEmpty();
  }

  /** Goes round once, in their order. */
  void serve(Service<R> service) throws IOException {
    for (Iterator<Seat<R>> seats = inOrder.iterator(); seats.hasNext(); ) {
      Seat<R> seat = seats.next();
      if (service.serve(seat.guest())) {
        seats.remove();
        byDeadline.remove(seat);
      }
    }
  }

  /** Takes out those whose time is over, the earliest deadline first. */
  List<Guest<R>> removeExpired(long nowNanos) {
    List<Guest<R>> expired = new ArrayList<>();
    while (nextDeadline() <= nowNanos) {
      Seat<R> seat = byDeadline.removeFirst();
      inOrder.remove(seat);
      expired.add(seat.guest());
    }
    return expired;
  }

  /** Takes all out. */
  List<Guest<R>> removeAll() {
    List<Guest<R>> all = inOrder.stream().map(Seat::guest).toList();
    inOrder.clear();
    byDeadline.clear();
    return all;
  }

  /** Takes those of a session out. */
  List<Guest<R>> removeSession(long session) {
    List<Seat<R>> left =
        inOrder.stream().filter(seat -> seat.guest().session() == session).toList();
    for (Seat<R> seat : left) {
      inOrder.remove(seat);
      byDeadline.remove(seat);
    }
    return left.stream().map(Seat::guest).toList();
  }

  /** The sessions of those that wait. */
  Set<Long> sessions() {
    Set<Long> sessions = new TreeSet<>();
    inOrder.forEach(seat -> sessions.add(seat.guest().session()));
    return sessions;
  }

  /** The earliest deadline; {@code Long.MAX_VALUE} if nobody waits. */
  long nextDeadline() {
    return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.first().deadlineNanos();
  }
}
