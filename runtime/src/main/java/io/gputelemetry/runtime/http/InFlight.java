package io.gputelemetry.runtime.http;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests under way. When the listener closes it first takes no more of them and waits for the
 * others here, because the server's own stop cuts off what runs over HTTP/2.
 */
final class InFlight {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private int running;
  private boolean closing;

  /** Lets a request in, or refuses it because the listener closes. */
  void enter() {
    lock.lock();
    try {
      if (closing) {
        throw ProblemException.unavailable("this server stops; ask again, it may come back", 1);
      }
      running++;
    } finally {
      lock.unlock();
    }
  }

  /** A request that was let in has been answered. */
  void exit() {
    lock.lock();
    try {
      if (--running == 0) {
        none.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lets no more in and waits until all are answered, up to so long or an interrupt. */
  void drain(Duration patience) {
    lock.lock();
    try {
      closing = true;
      long nanos = patience.toNanos();
      while (running > 0 && nanos > 0) {
        nanos = none.awaitNanos(nanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
