package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineGroup;
import io.gputelemetry.api.rest.PipelineView.PipelineSequence;
import io.gputelemetry.api.rest.PipelineView.PipelineTopic;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.SequenceState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Topics as the pipeline view shows them. */
final class PipelineTopics {
  private PipelineTopics() {}

  /**
   * All of them.
   *
   * @param bounds of their logs, in bytes, where they are known
   */
  static List<PipelineTopic> of(List<TopicState> topics, Map<String, Long> bounds) {
    return topics.stream().map(topic -> topic(topic, bounds.get(topic.topic()))).toList();
  }

  private static PipelineTopic topic(TopicState state, @Nullable Long maxBytes) {
    return new PipelineTopic(
        state.topic(),
        state.firstOffset(),
        state.endOffset(),
        state.bytes(),
        maxBytes,
        state.samplesPublished(),
        state.samplesPerSecond(),
        state.duplicatesRefused(),
        state.groups().stream().map(PipelineTopics::group).toList(),
        state.sequences().stream().map(PipelineTopics::sequence).toList());
  }

  private static PipelineGroup group(GroupState state) {
    return new PipelineGroup(
        state.group(),
        state.committed(),
        state.lag(),
        state.lagSeconds(),
        state.inFlight(),
        state.redelivered(),
        state.expired(),
        state.members());
  }

  private static PipelineSequence sequence(SequenceState state) {
    return new PipelineSequence(
        state.sequence(),
        state.rows(),
        state.passes(),
        state.pass(),
        state.pass() + 1,
        state.nextRow(),
        state.completedRows(),
        state.outstanding(),
        state.finished());
  }
}
