package io.gputelemetry.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Gives up replies that do not come in time. One thread for all of them, which a request wakes only
 * if its time is over before that of all others; so a request costs no switch to a timer's thread.
 */
final class ReplyTimer implements AutoCloseable {
  private final LongSupplier nanoTime;
  private final ReentrantLock lock = new ReentrantLock();
  private final TreeSet<Waiting> waiting =
      new TreeSet<>(
          Comparator.comparingLong(Waiting::deadlineNanos).thenComparingLong(Waiting::number));
  private long numbers;
  private long wakesAtNanos;
  private Optional<Thread> timer = Optional.empty();

  /** A reply that is waited for; the times are counted from the timer's start, so they compare. */
  private record Waiting(long deadlineNanos, long number, CompletableFuture<QueueReply> bounded) {}

  ReplyTimer(LongSupplier nanoTime) {
    long start = nanoTime.getAsLong();
    this.nanoTime = () -> nanoTime.getAsLong() - start;
  }

  /** What the reply will be, or a {@link TimeoutException} if it is not there after this time. */
  CompletableFuture<QueueReply> bound(CompletableFuture<QueueReply> reply, long nanos) {
    if (reply.isDone()) {
      return reply;
    }
    CompletableFuture<QueueReply> bounded = new CompletableFuture<>();
    Waiting entry = add(nanos, bounded);
    var _ =
        reply.whenComplete((answer, failure) -> {
          remove(entry);
          if (failure == null) {
            bounded.complete(answer);
          } else {
            bounded.completeExceptionally(failure);
          }
        });
    return bounded;
  }

  /** Ends the thread as soon as none waits. */
  @Override
  public void close() {
    lock.lock();
    try {
      timer.ifPresent(LockSupport::unpark);
    } finally {
      lock.unlock();
    }
  }

  private Waiting add(long nanos, CompletableFuture<QueueReply> bounded) {
    lock.lock();
    try {
      Waiting entry = new Waiting(nanoTime.getAsLong() + nanos, numbers++, bounded);
      waiting.add(entry);
      if (timer.isEmpty()) {
        timer = Optional.of(Thread.ofVirtual().name("reply-timer").start(this::run));
      } else if (entry.deadlineNanos() < wakesAtNanos) {
        LockSupport.unpark(timer.get());
      }
      return entry;
    } finally {
      lock.unlock();
    }
  }

  private void remove(Waiting entry) {
    lock.lock();
    try {
      waiting.remove(entry);
    } finally {
      lock.unlock();
    }
  }

  /** Ends when none wait at the time at which the first one would have been late. */
  private void run() {
    long left = endLate();
    while (left > 0) {
      LockSupport.parkNanos(this, left);
      left = endLate();
    }
  }

  /** Gives up those whose time is over; how long the next one has, 0 if there is none. */
  private long endLate() {
    List<Waiting> late = new ArrayList<>();
    long left;
    lock.lock();
    try {
      long now = nanoTime.getAsLong();
      while (!waiting.isEmpty() && waiting.first().deadlineNanos() <= now) {
        late.add(waiting.removeFirst());
      }
      left = waiting.isEmpty() ? 0 : waiting.first().deadlineNanos() - now;
      wakesAtNanos = now + left;
      if (left == 0) {
        timer = Optional.empty();
      }
    } finally {
      lock.unlock();
    }
    late.forEach(
        entry -> entry.bounded().completeExceptionally(new TimeoutException("no reply in time")));
    return left;
  }
}
