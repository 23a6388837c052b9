package io.gputelemetry.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.api.rest.PipelineView.PipelineDrop;
import io.gputelemetry.queue.QueueReply.Inspection;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import java.util.List;
import org.junit.jupiter.api.Test;

class PipelineDropsTest {

  @Test
  void messages_thatLeftTheLogBeforeAnyGroupBegan_areDropped() {
    assertThat(drops(topic("t", 100, 500)))
        .containsExactly(new PipelineDrop("t", "retention", 100));
    assertThat(drops(topic("t", 100, 500, begunAt(500, 40))))
        .as("the group had the others")
        .containsExactly(new PipelineDrop("t", "retention", 40));
    assertThat(drops(topic("t", 100, 500, begunAt(500, 300), begunAt(500, 0)))).isEmpty();
    assertThat(drops(topic("t", 0, 500, begunAt(500, 300))))
        .as("they are still there for another group")
        .isEmpty();
  }

  @Test
  void deadLetters_areCounted_whetherTheirLogStillHasThemOrNot() {
    assertThat(drops(topic("t.dlq", 3, 5)))
        .containsExactly(new PipelineDrop("t.dlq", "dead_letter", 5));
    assertThat(drops(topic("t.dlq", 0, 0))).isEmpty();
  }

  private static List<PipelineDrop> drops(TopicState topic) {
    return PipelineDrops.of(new Inspection(List.of(topic)), 0);
  }

  private static TopicState topic(String name, long first, long end, GroupState... groups) {
    return new TopicState(name, first, end, 1, 1, 0, 0, 0, List.of(groups), List.of());
  }

  /** A group that began at {@code start} and has acked 150 messages since. */
  private static GroupState begunAt(long end, long start) {
    return new GroupState("g" + start, start, 150, 0, end - start - 150, 0, 0, 0, List.of());
  }
}
