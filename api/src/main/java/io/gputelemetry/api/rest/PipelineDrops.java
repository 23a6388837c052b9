package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineDrop;
import io.gputelemetry.queue.ClientState;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.DepartedDrops;
import io.gputelemetry.queue.Drop;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import io.gputelemetry.store.StoreStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is not in the store on purpose, and who says so: streamers and collectors by their reports,
 * the queue by its topics, and the store.
 */
final class PipelineDrops {
  private static final Comparator<PipelineDrop> ORDER =
      Comparator.comparing(PipelineDrop::where)
          .thenComparing(PipelineDrop::role)
          .thenComparing(PipelineDrop::reason);

  private static final String RETENTION = "retention";
  private static final String QUEUE = "queue";
  private static final String STORE = "store";

  private PipelineDrops() {}

  /** What these know of. */
  static List<PipelineDrop> of(Inspection inspection, Optional<StoreStats> store) {
    List<PipelineDrop> drops = new ArrayList<>();
    for (ClientState client : PipelineProcesses.reporting(inspection.clients())) {
      String where = client.instance().isEmpty() ? client.address() : client.instance();
      client.drops().forEach(drop -> drops.add(reported(where, client.role(), drop)));
    }
    for (DepartedDrops departed : inspection.departed()) {
      String where = departed.role() + " (gone)";
      departed.drops().forEach(drop -> drops.add(reported(where, departed.role(), drop)));
    }
    for (TopicState topic : inspection.topics()) {
      drops.add(DeadLetter.isDeadLetterTopic(topic.topic()) ? letters(topic) : unseen(topic));
      topic.groups().forEach(group -> drops.add(gap(topic, group)));
    }
    store.map(PipelineDrops::expired).ifPresent(drops::add);
    return drops.stream().filter(drop -> drop.count() > 0).sorted(ORDER).toList();
  }

  private static PipelineDrop reported(String where, String role, Drop drop) {
    return new PipelineDrop(
        where,
        role,
        drop.reason(),
        drop.count(),
        DropUnit.of(drop.reason()),
        instant(drop.firstAtMicros()),
        instant(drop.lastAtMicros()),
        null,
        null,
        null);
  }

  private static PipelineDrop letters(TopicState topic) {
    boolean isWhole = topic.firstOffset() == 0;
    Span at = isWhole ? topic.appendedAt() : new Span(0, topic.appendedAt().lastMicros());
    return drop(topic.topic(), "dead_letter", topic.endOffset(), at);
  }

  /** The broker knows when, if all of them left while there was no group. */
  private static PipelineDrop unseen(TopicState topic) {
    long unseen = Math.max(topic.droppedUnseen(), unseenCount(topic));
    Span at = unseen == topic.droppedUnseen() ? topic.droppedAt() : Span.UNKNOWN;
    return drop(topic.topic(), RETENTION, unseen, at);
  }

  /**
   * Messages that left the log before there was a group to have them. A group begins at offset
   * {@code end - acked - missed - lag}, and what it has not acked is kept for it or was missed.
   */
  private static long unseenCount(TopicState topic) {
    long unseen = topic.firstOffset();
    for (GroupState group : topic.groups()) {
      long had = group.acked() + group.trouble().gapMessages() + group.lag();
      unseen = Math.min(unseen, topic.endOffset() - had);
    }
    return unseen;
  }

  private static PipelineDrop gap(TopicState topic, GroupState group) {
    TopicState.Trouble trouble = group.trouble();
    return new PipelineDrop(
        topic.topic() + "/" + group.group(),
        QUEUE,
        "gap",
        trouble.gapMessages(),
        DropUnit.MESSAGES,
        instant(trouble.gapAt().firstMicros()),
        instant(trouble.gapAt().lastMicros()),
        trouble.lastGapFrom(),
        trouble.lastGapTo(),
        null);
  }

  private static PipelineDrop expired(StoreStats stats) {
    Instant before =
        stats.expiredBeforeMicros().isPresent()
            ? Micros.instant(stats.expiredBeforeMicros().getAsLong())
            : null;
    return new PipelineDrop(
        STORE, STORE, RETENTION, stats.expired(), DropUnit.SAMPLES, null, null, null, null, before);
  }

  private static PipelineDrop drop(String where, String reason, long count, Span at) {
    return new PipelineDrop(
        where,
        QUEUE,
        reason,
        count,
        DropUnit.MESSAGES,
        instant(at.firstMicros()),
        instant(at.lastMicros()),
        null,
        null,
        null);
  }

  private static @Nullable Instant instant(long micros) {
    return micros == 0 ? null : Micros.instant(micros);
  }
}
