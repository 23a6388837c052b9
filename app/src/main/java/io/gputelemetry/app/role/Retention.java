package io.gputelemetry.app.role;

import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes samples that are past the retention period, every minute, on a thread of its own. */
final class Retention implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Retention.class);
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final SampleStore store;
  private final Duration period;
  private final Clock clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread = Thread.ofPlatform().name("retention").daemon().unstarted(this::run);

  Retention(SampleStore store, Duration period, Clock clock) {
    this.store = store;
    this.period = period;
    this.clock = clock;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      do {
        doWork();
      } while (!stop.await(INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One round; returns how many samples went. */
  long doWork() {
    try {
      long removed =
          store.expire(clock.epochMicros() - TimeUnit.NANOSECONDS.toMicros(period.toNanos()));
      if (removed > 0) {
        log.info("{} samples older than {} were removed", removed, period);
      }
      return removed;
    } catch (StoreException e) {
      log.warn(
          "old samples could not be removed, trying again in {}: {}", INTERVAL, e.getMessage());
      return 0;
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
