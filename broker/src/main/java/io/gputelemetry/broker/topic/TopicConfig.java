package io.gputelemetry.broker.topic;

import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.journal.JournalConfig;

/**
 * Settings of each topic.
 *
 * @param journal bounds of the log
 * @param limits bounds of what happens in it
 * @param inboxEvents requests that may wait for the owner; default 10,000
 * @param inboxBytes bytes of publishes that may wait, for the owner or for room in the log; default
 *     64 MiB
 * @param reserveBytes of the disk that publishes leave free, so that everything else goes on;
 *     default 64 MiB
 */
public record TopicConfig(
    JournalConfig journal,
    TopicLimits limits,
    int inboxEvents,
    long inboxBytes,
    long reserveBytes) {

  /** All defaults. */
  public static final TopicConfig DEFAULT =
      new TopicConfig(JournalConfig.DEFAULT, TopicLimits.DEFAULT, 10_000, 64L << 20, 64L << 20);

  public TopicConfig {
    if (inboxEvents < 1) {
      throw new IllegalArgumentException("inboxEvents must be at least 1, not " + inboxEvents);
    }
    if (inboxBytes < limits.batchBytesMax()) {
      throw new IllegalArgumentException(
          "inboxBytes must hold one batch (" + limits.batchBytesMax() + "), not " + inboxBytes);
    }
    if (reserveBytes < 0) {
      throw new IllegalArgumentException("reserveBytes must not be below 0: " + reserveBytes);
    }
  }
}
