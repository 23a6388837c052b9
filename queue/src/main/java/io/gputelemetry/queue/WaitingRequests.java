package io.gputelemetry.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Requests that wait for a connection, each until its deadline. Guarded by its owner's lock. */
final class WaitingRequests {
  private static final int WAITING_MAX = 1024;

  /** One of them. */
  record Waiting(QueueRequest request, CompletableFuture<QueueReply> reply, long deadlineNanos) {}

  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  /** False if too many wait already. */
  boolean add(Waiting request) {
    return waiting.size() < WAITING_MAX && waiting.add(request);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  /** Takes all. */
  List<Waiting> takeAll() {
    List<Waiting> all = List.copyOf(waiting);
    waiting.clear();
    return all;
  }

  /** Takes those whose deadline has come. */
  List<Waiting> takeExpired(long nowNanos) {
    List<Waiting> expired = new ArrayList<>();
    for (Iterator<Waiting> each = waiting.iterator(); each.hasNext(); ) {
      Waiting request = each.next();
      if (nowNanos - request.deadlineNanos() >= 0) {
        each.remove();
        expired.add(request);
      }
    }
    return expired;
  }

  /** Time until the first deadline, at most {@code nanosMax}. */
  long untilDeadline(long nowNanos, long nanosMax) {
    long nanos = nanosMax;
    for (Waiting request : waiting) {
      nanos = Math.min(nanos, request.deadlineNanos() - nowNanos);
    }
    return Math.max(nanos, 0);
  }
}
