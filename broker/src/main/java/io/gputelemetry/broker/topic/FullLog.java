package io.gputelemetry.broker.topic;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log that a topic is full, at most once a minute, and that it takes messages
 * again. A log at its bound is full and not full in turns.
 */
final class FullLog {
  static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final Logger LOG = LoggerFactory.getLogger(FullLog.class);

  private boolean warned;
  private long quietUntilNanos;

  /**
   * How it is now; returns what was written.
   *
   * @param nowNanos since some moment before the first look
   */
  Optional<String> look(Optional<String> full, long nowNanos) {
    if (full.isPresent() && !warned && nowNanos >= quietUntilNanos) {
      warned = true;
      quietUntilNanos = nowNanos + PAUSE_NANOS;
      LOG.warn("{}", full.get());
      return full;
    }
    if (full.isEmpty() && warned) {
      warned = false;
      String again = "messages are taken again";
      LOG.info("{}", again);
      return Optional.of(again);
    }
    return Optional.empty();
  }
}
