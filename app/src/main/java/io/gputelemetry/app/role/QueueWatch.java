package io.gputelemetry.app.role;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what keeps a process from its queue, when that begins and when it ends. For a
 * process that asks nothing of the queue by itself; all others notice while they work.
 */
final class QueueWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(QueueWatch.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;

  private final Health.Check queue;
  private final Clock clock;
  private final Thread thread;
  private Optional<String> told = Optional.empty();

  QueueWatch(Health.Check queue, Clock clock) {
    this.queue = queue;
    this.clock = clock;
    this.thread = Thread.ofVirtual().name("queue-watch").unstarted(this::run);
  }

  static QueueWatch start(Health.Check queue, Clock clock) {
    QueueWatch watch = new QueueWatch(queue, clock);
    watch.thread.start();
    return watch;
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        clock.sleepNanos(PAUSE_NANOS);
        look();
      }
    } catch (InterruptedException e) {
      // Being closed is how it ends.
      Thread.currentThread().interrupt();
    }
  }

  /** One look; what it tells the log, if anything has changed. */
  Optional<String> look() {
    Optional<String> now = queue.problem().get();
    if (now.equals(told)) {
      return Optional.empty();
    }
    told = now;
    now.ifPresentOrElse(why -> LOG.warn("{}", why), () -> LOG.info("the queue answers again"));
    return Optional.of(now.orElse("the queue answers again"));
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
