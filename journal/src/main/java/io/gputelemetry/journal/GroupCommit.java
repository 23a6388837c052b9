package io.gputelemetry.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The one thread that owns a journal, and its group commit: it drains everything that waits in a
 * bounded inbox, lets the {@link Turn} apply each event (which appends to the journal), writes and
 * syncs once, and then lets the turn answer all of it. Stopped by a message, never by an interrupt.
 * A failed turn is reported once and ends the thread; events that still wait are dropped.
 *
 * <p>Thread-safe. Events of one thread are applied in the order in which it handed them in.
 */
public final class GroupCommit<E> implements AutoCloseable {
  private final int inboxBound;
  private final Turn<E> turn;
  private final Consumer<Throwable> onFailure;
  private final Thread owner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition arrived = lock.newCondition();
  private final Condition drained = lock.newCondition();
  private List<E> inbox = new ArrayList<>();
  private List<E> spare = new ArrayList<>();
  private boolean started;
  private boolean stopping;
  private boolean failed;

  /** What the owner does with events. Called by the owner thread only. */
  public interface Turn<E> {
    /** Applies one event; whatever it appends is not durable yet. */
    void apply(E event) throws IOException;

    /**
     * Ends a turn: makes durable what has to be (the journal's {@code write} and {@code sync}) and
     * answers. Also called when the inbox stayed empty for the idle time, for timers.
     */
    void commit() throws IOException;

    /** The longest time until {@code commit} is to be called though nothing comes in. */
    Duration idle();
  }

  /**
   * Made in a stopped state; {@link #start} begins.
   *
   * @param name of the thread
   * @param inboxBound events that may wait
   * @param onFailure told once, on the owner thread, what ended it
   */
  public GroupCommit(String name, int inboxBound, Turn<E> turn, Consumer<Throwable> onFailure) {
    if (inboxBound < 1) {
      throw new IllegalArgumentException("inboxBound must be at least 1, not " + inboxBound);
    }
    this.inboxBound = inboxBound;
    this.turn = turn;
    this.onFailure = onFailure;
    this.owner = Thread.ofPlatform().name(name).unstarted(this::run);
  }

  /** Starts the thread. */
  public void start() {
    lock.lock();
    try {
      if (started || stopping) {
        throw new IllegalStateException(owner.getName() + " was started or closed before");
      }
      started = true;
      owner.start();
    } finally {
      lock.unlock();
    }
  }

  /** Hands in an event; false if the inbox is full or the owner is stopping. Never blocks. */
  public boolean offer(E event) {
    lock.lock();
    try {
      return inbox.size() < inboxBound && addLocked(event);
    } finally {
      lock.unlock();
    }
  }

  /** Hands in an event, waiting for room; false if the owner is stopping. */
  public boolean put(E event) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (inbox.size() >= inboxBound && !stopping) {
        drained.await();
      }
      return addLocked(event);
    } finally {
      lock.unlock();
    }
  }

  /**
   * One turn without a thread, for tests and simulation: what waits is applied and committed. A
   * failure is thrown instead of reported, and nothing is taken after it.
   *
   * @return how many events were applied
   */
  public int doWork() throws IOException {
    List<E> events = drain();
    try {
      for (E event : events) {
        turn.apply(event);
      }
      turn.commit();
      return events.size();
    } catch (IOException | RuntimeException | Error e) {
      stop(true);
      throw e;
    } finally {
      events.clear();
    }
  }

  /**
   * Takes no more events, applies and commits those that wait, and ends the thread; waits for that,
   * unless called by the owner itself.
   */
  @Override
  public void close() {
    boolean wasStopping = stop(false);
    if (started) {
      joinOwner();
    } else if (!wasStopping) {
      run();
    }
  }

  private boolean addLocked(E event) {
    if (stopping) {
      return false;
    }
    inbox.add(event);
    if (inbox.size() == 1) {
      arrived.signal();
    }
    return true;
  }

  /** Called by the owner only: it empties one list while the others fill the other. */
  private List<E> drain() {
    lock.lock();
    try {
      if (failed) {
        throw new IllegalStateException(owner.getName() + " has failed");
      }
      List<E> events = inbox;
      inbox = spare;
      spare = events;
      drained.signalAll();
      return events;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (awaitEvents()) {
        doWork();
      }
      doWork();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      stop(true);
      onFailure.accept(e);
    }
  }

  /** Waits for events or the idle time; false if the owner is to stop. */
  private boolean awaitEvents() throws InterruptedException {
    long nanos = TimeUnit.NANOSECONDS.convert(turn.idle());
    lock.lock();
    try {
      while (inbox.isEmpty() && !stopping && nanos > 0) {
        nanos = arrived.awaitNanos(nanos);
      }
      return !stopping;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody in any more; returns whether it was so before. */
  private boolean stop(boolean byFailure) {
    lock.lock();
    try {
      boolean wasStopping = stopping;
      stopping = true;
      failed |= byFailure;
      arrived.signalAll();
      drained.signalAll();
      return wasStopping;
    } finally {
      lock.unlock();
    }
  }

  /** An interrupt of the caller is kept for later: what waits must reach the disk first. */
  private void joinOwner() {
    boolean interrupted = false;
    while (owner.isAlive() && !owner.equals(Thread.currentThread())) {
      try {
        owner.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
