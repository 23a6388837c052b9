package io.gputelemetry.systemtests.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** What is to happen when, on one thread in virtual time: the same work in the same order. */
final class Agenda {
  /** A millisecond. */
  static final long MILLI = 1_000_000;

  /** A second. */
  static final long SECOND = 1_000 * MILLI;

  private record Entry(long nanos, long order, Runnable work) {}

  private final PriorityQueue<Entry> entries =
      new PriorityQueue<>(Comparator.comparingLong(Entry::nanos).thenComparingLong(Entry::order));
  private long nanos;
  private long order;

  /** Nanoseconds since the beginning. */
  long now() {
    return nanos;
  }

  void in(long delayNanos, Runnable work) {
    at(nanos + delayNanos, work);
  }

  void at(long atNanos, Runnable work) {
    entries.add(new Entry(Math.max(nanos, atNanos), order++, work));
  }

  /** Does what comes next; false if nothing is left up to then. */
  boolean step(long untilNanos) {
    Entry next = entries.peek();
    if (next == null || next.nanos() > untilNanos) {
      return false;
    }
    entries.remove(next);
    nanos = next.nanos();
    next.work().run();
    return true;
  }
}
