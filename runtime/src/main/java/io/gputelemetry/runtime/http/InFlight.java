package io.gputelemetry.runtime.http;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests under way. When the listener closes it first takes no more of them and waits for the
 * others here, because the server's own stop cuts off what runs over HTTP/2. There it also says no
 * farewell, and a client that sees the end of the connection gives up answers that it has not read
 * yet, or is still at its side of the handshake; so an answer over HTTP/2 counts as under way for a
 * while longer.
 */
final class InFlight {
  private static final Duration READING = Duration.ofMillis(500);

  private final ScheduledExecutorService timer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition none = lock.newCondition();
  private int running;
  private boolean closing;

  /**
   * None is under way.
   *
   * @param timer that gives clients time to read
   */
  InFlight(ScheduledExecutorService timer) {
    this.timer = timer;
  }

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

  /** A request that was let in has been answered, and the client should have time to read that. */
  void exitSoon() {
    var _ = timer.schedule(this::exit, READING.toMillis(), TimeUnit.MILLISECONDS);
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
