package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.AckRange;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StartPosition.Earliest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was dealt with among the dead letters is nobody's group. */
class ReservedGroupTest {
  private static final StartPosition START = new Earliest();
  private static final String GROUP = SetAsideHandler.REPLAYED;
  private static final List<QueueRequest> REQUESTS =
      List.of(
          new Lease(Rig.TOPIC, GROUP, START, 9, 1 << 20, 0),
          new Ack(Rig.TOPIC, GROUP, 1),
          new AckRange(Rig.TOPIC, GROUP, 1, 0, 1),
          new Nack(Rig.TOPIC, GROUP, 1, "bad", 0),
          new Release(Rig.TOPIC, GROUP, 1),
          new Extend(Rig.TOPIC, GROUP, 1),
          new CreateGroup(Rig.TOPIC, GROUP, START, false),
          new Seek(Rig.TOPIC, GROUP, START),
          new PauseGroup(Rig.TOPIC, GROUP),
          new ResumeGroup(Rig.TOPIC, GROUP),
          new DeleteGroup(Rig.TOPIC, GROUP));

  @Test
  void group_ofSettledLetters_isTouchedByNobody_andTheLettersLieOn() {
    Rig letters = new Rig(TopicLimits.DEFAULT, "t.dlq");
    letters.call(9, publish("a"));
    ListDeadLetters list = new ListDeadLetters(Rig.TOPIC, 0, 1 << 20);
    assertThat(offsets(letters.call(1, list))).containsExactly(0L);
    for (QueueRequest request : REQUESTS) {
      assertThat(letters.call(1, request))
          .as(request.toString())
          .isEqualTo(new Refused(QueueError.BAD_REQUEST, ReservedGroup.REFUSAL));
    }
    assertThat(offsets(letters.call(1, list))).containsExactly(0L);
    assertThat(offsets(letters.take(1, 1))).as("another group").containsExactly(0L);
  }

  @Test
  void group_ofThisName_inAnotherTopic_isLikeAnyOther() {
    Rig topic = new Rig();
    topic.call(9, publish("a"));
    assertThat(topic.call(1, REQUESTS.getFirst()))
        .isInstanceOfSatisfying(Leased.class, lease -> assertThat(offsets(lease)).hasSize(1));
  }
}
