package io.gputelemetry.api.rest;

import io.gputelemetry.api.rest.PipelineView.PipelineGroup;
import io.gputelemetry.api.rest.PipelineView.PipelineSequence;
import io.gputelemetry.api.rest.PipelineView.PipelineTopic;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.SequenceState;
import java.util.List;

/** Topics as the pipeline view shows them. */
final class PipelineTopics {
  private PipelineTopics() {}

  static List<PipelineTopic> of(List<TopicState> topics) {
    return topics.stream().map(PipelineTopics::topic).toList();
  }

  private static PipelineTopic topic(TopicState state) {
    return new PipelineTopic(
        state.topic(),
        state.firstOffset(),
        state.endOffset(),
        state.bytes(),
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
