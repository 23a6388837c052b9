package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import io.gputelemetry.queue.TopicState.Trouble;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a repair took out of the log. */
class GapTest {
  private final Rig rig = new Rig();

  @Test
  void group_goesOnBehindTheGap_whichIsCountedAndReported_acrossACrash() {
    publishSeparately(rig, 6);
    gap(rig, 2, 4);
    assertThat(offsets(rig.take(1, 9))).containsExactly(0L, 1L);
    assertThat(offsets(rig.take(1, 9))).containsExactly(4L, 5L);
    assertThat(group().trouble()).isEqualTo(trouble(2, 2, 4));
    rig.tick(Duration.ofMillis(100));
    rig.crash(0);
    assertThat(group().trouble()).isEqualTo(trouble(2, 2, 4));
    rig.ack(1, rig.take(1, 2).token());
    assertThat(group().committed()).as("behind the gap").isEqualTo(4);
    assertThat(rig.core.damage()).as("a gap is no damage any more").isEmpty();
  }

  @Test
  void reader_goesOnBehindTheGap() {
    publishSeparately(rig, 5);
    gap(rig, 0, 3);
    Chunk chunk = (Chunk) rig.call(1, read(1));
    assertThat(offsets(chunk)).containsExactly(3L, 4L);
    gap(rig, 3, 5);
    assertThat(offsets(rig.call(1, read(3)))).as("nothing is behind it yet").isEmpty();
    rig.call(9, publish("next"));
    assertThat(offsets(rig.call(1, read(3)))).containsExactly(5L);
  }

  @Test
  void message_onItsWayToTheDeadLetters_isCountedAsLost() {
    publishSeparately(rig, 2);
    rig.ask(1, Rig.lease(1, 0));
    rig.commit();
    Nack nack = new Nack(Rig.TOPIC, Rig.GROUP, rig.take(1, 1).token(), "", Nack.NEVER_AGAIN);
    rig.ask(1, nack);
    gap(rig, 1, 2);
    rig.commit();
    assertThat(rig.handOvers).isEmpty();
    assertThat(group().trouble().gapMessages()).isEqualTo(1);
  }

  @Test
  void deadLetters_inAGap_areNeitherListedNorReplayed() {
    Rig letters = new Rig(TopicLimits.DEFAULT, "t.dlq");
    publishSeparately(letters, 3);
    gap(letters, 0, 2);
    assertThat(offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20)))).containsExactly(2L);
    gap(letters, 2, 3);
    assertThat(letters.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(0));
  }

  private static void publishSeparately(Rig rig, int count) {
    for (int i = 0; i < count; i++) {
      rig.call(9, publish("m" + i));
    }
  }

  private static void gap(Rig rig, long from, long to) {
    rig.log.gapFrom = from;
    rig.log.gapTo = to;
  }

  private static Read read(long from) {
    return new Read(Rig.TOPIC, new StartPosition.At(from), 1 << 20, 0);
  }

  private static Trouble trouble(long messages, long from, long to) {
    return new Trouble(0, 0, messages, from, to, new Span(1_000_000_000, 1_000_000_000));
  }

  private GroupState group() {
    return rig.state().groups().getFirst();
  }
}
