package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineDrop;
import io.gputelemetry.api.rest.PipelineView.PipelineProcess;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is not in the store on purpose, and who says so: streamers and collectors by their counters,
 * the queue by its topics, and the store.
 */
final class PipelineDrops {
  private static final String DEAD_LETTER_SUFFIX = ".dlq";

  /** Counters that begin so, and the reason that the rest of the name is put behind. */
  private static final Map<String, String> FAMILIES =
      Map.of("rejected_rows_", "bad_row_", "absent_values_", "no_value_");

  /** Counters of this name, and their reason. */
  private static final Map<String, String> SINGLES =
      Map.of("samples_conflict", "conflict", "unpublished_rows", "unpublished");

  private PipelineDrops() {}

  /** What these know of, and what the store's own retention removed from it. */
  static List<PipelineDrop> of(Inspection inspection, long expired) {
    List<PipelineDrop> drops = new ArrayList<>();
    for (PipelineProcess process : PipelineProcesses.of(inspection.clients())) {
      String where = process.instance().isEmpty() ? process.address() : process.instance();
      process
          .counters()
          .forEach((name, count) ->
              reason(name).ifPresent(reason -> drops.add(new PipelineDrop(where, reason, count))));
    }
    for (TopicState topic : inspection.topics()) {
      drops.add(
          topic.topic().endsWith(DEAD_LETTER_SUFFIX)
              ? new PipelineDrop(topic.topic(), "dead_letter", topic.endOffset())
              : new PipelineDrop(topic.topic(), "retention", unseen(topic)));
    }
    drops.add(new PipelineDrop("store", "retention", expired));
    return drops.stream().filter(drop -> drop.count() > 0).toList();
  }

  private static Optional<String> reason(String counter) {
    for (Map.Entry<String, String> family : FAMILIES.entrySet()) {
      if (counter.startsWith(family.getKey())) {
        return Optional.of(family.getValue() + counter.substring(family.getKey().length()));
      }
    }
    return Optional.ofNullable(SINGLES.get(counter));
  }

  /**
   * Messages that left the log before there was a group to have them. A group begins at offset
   * {@code end - acked - lag}, and what it has not acked is kept for it.
   */
  private static long unseen(TopicState topic) {
    long unseen = topic.firstOffset();
    for (GroupState group : topic.groups()) {
      unseen = Math.min(unseen, topic.endOffset() - group.acked() - group.lag());
    }
    return unseen;
  }
}
