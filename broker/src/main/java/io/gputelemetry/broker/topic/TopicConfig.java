package io.gputelemetry.broker.topic;

import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.queue.TopicSettings;
import java.util.Optional;

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

  /** What of it can be chosen for a topic. */
  public TopicSettings settings() {
    return new TopicSettings(
            Optional.of(limits.durability()),
            journal.maxBytes(),
            journal.maxAge(),
            limits.visibilityTimeout(),
            limits.maxDeliveries())
        .withReplay(limits.replay());
  }

  /** The same with what was chosen for a topic. */
  TopicConfig with(TopicSettings chosen) {
    TopicSettings all = chosen.or(settings());
    TopicLimits limited =
        limits
            .withVisibilityTimeout(all.visibility())
            .withMaxDeliveries(all.maxDeliveries())
            .withReplay(all.replay())
            .withDurability(all.durability().orElse(limits.durability()));
    long segmentBytes = Math.min(journal.segmentBytes(), all.maxBytes() / 2);
    JournalConfig bounds =
        new JournalConfig(segmentBytes, all.maxBytes(), all.maxAge(), journal.indexIntervalBytes());
    return new TopicConfig(bounds, limited, inboxEvents, inboxBytes, reserveBytes);
  }

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
