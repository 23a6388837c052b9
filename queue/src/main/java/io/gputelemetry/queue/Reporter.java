package io.gputelemetry.queue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Tells the broker every 5 s how a client is doing, at once when it begins, a second and two later
 * so that its first work is seen soon, and once more at the end. A report that is due while there
 * is no connection waits for one as every request does, so a broker that comes back is told at once
 * or within 5 s. It has a virtual thread of its own, so it delays nobody; a report that fails is
 * not repeated and shows only in the age of the last one.
 */
public final class Reporter implements AutoCloseable {
  /** Between two reports. */
  public static final Duration INTERVAL = Duration.ofSeconds(5);

  /** Between the first ones. */
  static final Duration FIRST_INTERVAL = Duration.ofSeconds(1);

  private static final int FIRST_REPORTS = 2;

  /** The longest that an end waits for the last report. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final MessageQueue queue;
  private final Supplier<QueueRequest.Report> source;
  private final LongSupplier nanoTime;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = Thread.ofVirtual().name("queue-report").unstarted(this::run);
  private long dueNanos;
  private int begun;

  /**
   * Begins with {@link #start}, or is stepped by {@link #doWork}.
   *
   * @param queue on whose connection the reports are sent; stays open
   * @param source what to tell, asked anew for each report
   * @param nanoTime measures the interval
   */
  public Reporter(MessageQueue queue, Supplier<QueueRequest.Report> source, LongSupplier nanoTime) {
    this.queue = queue;
    this.source = source;
    this.nanoTime = nanoTime;
    this.dueNanos = nanoTime.getAsLong();
  }

  /** Starts the thread; once. */
  public void start() {
    thread.start();
  }

  /** Reports if it is time to; true if the broker has taken a report. */
  boolean doWork() {
    if (idleNanos() > 0) {
      return false;
    }
    boolean isEarly = begun < FIRST_REPORTS;
    begun += isEarly ? 1 : 0;
    dueNanos = nanoTime.getAsLong() + (isEarly ? FIRST_INTERVAL : INTERVAL).toNanos();
    return report();
  }

  /** Until the next report is due. */
  long idleNanos() {
    return Math.max(0, dueNanos - nanoTime.getAsLong());
  }

  private boolean report() {
    try {
      queue.report(words());
      return true;
    } catch (QueueUnavailableException | QueueRefusedException e) {
      // The broker shows how old the last report is; the client's work tells of the failure itself.
      return false;
    }
  }

  /** A bug in the source must not end the reports: it is what they are for. */
  private QueueRequest.Report words() {
    try {
      return source.get();
    } catch (RuntimeException e) {
      return QueueRequest.Report.of(Map.of(), "a bug, please report it: " + e);
    }
  }

  private void run() {
    try {
      do {
        doWork();
      } while (!closing.await(idleNanos(), TimeUnit.NANOSECONDS));
      report();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reports once more, for which it waits a second at most. The queue stays open. */
  @Override
  public void close() {
    closing.countDown();
    try {
      var _ = thread.isAlive() && thread.join(LAST_WORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
