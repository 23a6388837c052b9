package io.gputelemetry.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a collector cannot use. */
final class CollectorDeadLetterTest extends CollectorFixture {
  private static final Message UNKNOWN = new Message("text/plain", 0, ByteBuffer.allocate(3));

  @Test
  void message_thatCannotBeDecoded_isADeadLetter_andTheRestIsAckedOnceStored() {
    byte[] bytes = "no batch".getBytes(StandardCharsets.UTF_8);
    queue.put(batch(0, 3));
    queue.put(new Message(Message.SAMPLE_BATCH, 1, ByteBuffer.wrap(bytes)));

    Collector collector = collector(1);
    collector.doWork();

    assertThat(events).containsExactly("lease 2", "dead letter 1", "write 3", "ack 1");
    assertThat(queue.deadLetters.values().iterator().next()).startsWith("cannot be decoded");
    assertThat(collector.statistics().deadLettered()).isEqualTo(1);
    assertThat(collector.statistics().messages()).isEqualTo(2);
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void lease_ofWhichNothingCanBeUsed_isOverWithoutAnAck() {
    queue.put(UNKNOWN);
    queue.put(UNKNOWN);

    Collector collector = collector(1);
    assertThat(collector.doWork()).isEqualTo(2);

    assertThat(events).containsExactly("lease 2", "dead letter 0", "dead letter 1");
    assertThat(queue.deadLetters).containsValue("content type text/plain is not known");
    assertThat(collector.statistics().leasesLost()).isZero();
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void message_ofALostLease_isLeftToWhoeverHasIt() {
    queue.put(UNKNOWN);
    queue.interference =
        request -> {
          if (request instanceof QueueRequest.Nack) {
            queue.expireLeases();
          }
          return new QueueReply.NoRange();
        };

    Collector collector = collector(1);
    collector.doWork();

    assertThat(queue.deadLetters).isEmpty();
    assertThat(collector.statistics().deadLettered()).isZero();
    assertThat(collector.statistics().leasesLost()).isEqualTo(1);
    assertThat(queue.isDrained()).isFalse();
  }

  @Test
  void deadLetter_refusedByTheBroker_isReleasedAlone_whateverItWasLeasedWith() {
    queue.put(UNKNOWN);
    queue.put(batch(0, 3));
    queue.put(UNKNOWN);
    queue.put(UNKNOWN);
    queue.put(batch(3, 2));
    queue.interference =
        request ->
            request instanceof QueueRequest.Nack nack && nack.from() != 2
                ? new QueueReply.Refused(QueueError.BUSY, "full")
                : new QueueReply.NoRange();

    Collector collector = collector(1);
    assertThat(collector.doWork()).isEqualTo(3);

    assertThat(events)
        .containsExactly(
            "lease 5", "dead letter 2", "write 5", "ack 1 to 3", "ack 4 to 5", "release 2");
    assertThat(collector.problem()).hasValueSatisfying(it -> assertThat(it).contains("full"));
    assertThat(collector.statistics().messages()).isEqualTo(3);
    assertThat(collector.statistics().leasesLost()).isZero();
    queue.interference = request -> new QueueReply.NoRange();
    assertThat(collector.doWork()).isEqualTo(2);
    assertThat(collector.problem()).isEmpty();
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void deadLetter_refusedAgainAndAgain_losesNoLease_andHoldsNobodyUp() {
    queue.leaseMessages = 1;
    queue.put(UNKNOWN);
    queue.put(batch(0, 3));
    queue.interference =
        request ->
            request instanceof QueueRequest.Nack
                ? new QueueReply.Refused(QueueError.BUSY, "full")
                : new QueueReply.NoRange();

    Collector collector = collector(1);
    for (int i = 0; i < 9; i++) {
      events.clear();
      long before = clock.monotonicNanos();
      assertThat(collector.doWork()).isEqualTo(i == 0 ? 1 : 0);
      if (i == 0) {
        assertThat(events).containsExactly("lease 1", "lease 1", "write 3", "release 1", "ack 1");
      } else {
        assertThat(events).containsExactly("lease 1", "release 1");
      }
      assertThat(clock.monotonicNanos()).as("pauses").isGreaterThan(before);
      assertThat(collector.problem()).hasValueSatisfying(it -> assertThat(it).contains("full"));
    }
    queue.interference = request -> new QueueReply.NoRange();
    events.clear();
    assertThat(collector.doWork()).isEqualTo(1);

    assertThat(events).containsExactly("lease 1", "dead letter 0");
    assertThat(collector.problem()).isEmpty();
    assertThat(collector.statistics().leasesLost()).isZero();
    assertThat(queue.connections).isEqualTo(1);
    assertThat(queue.isDrained()).isTrue();
  }

  @Test
  void group_ofAnotherName_isMadeSoThatTheLogIsHeldForIt() {
    queue.put(batch(0, 3));

    own().doWork();

    assertThat(events).startsWith("create own retained", "lease 1");
  }

  @Test
  void group_thatIsRetainedAlready_isNotMade() {
    queue.put(batch(0, 3));
    queue.topics = List.of(topic("other", true), topic("telemetry", true));
    queue.interference = request -> forbidden(request);

    assertThat(own().doWork()).isEqualTo(1);

    assertThat(events).containsExactly("lease 1", "write 3", "ack 1");
  }

  @Test
  void group_thatMayNotBeMade_isNotUsedUntilSomebodyMakesIt() {
    queue.put(batch(0, 3));
    queue.topics = List.of(topic("other", true), topic("telemetry", false));
    queue.interference = request -> forbidden(request);

    Collector collector = own();
    assertThat(collector.doWork()).isZero();
    assertThat(collector.doWork()).isZero();
    assertThat(events).containsExactly("disconnect", "disconnect");
    assertThat(collector.problem())
        .hasValueSatisfying(problem ->
            assertThat(problem)
                .endsWith("gpu-telemetry group create own --topic telemetry --retain"));

    queue.topics = List.of(topic("telemetry", true));
    assertThat(collector.doWork()).isEqualTo(1);
    assertThat(collector.problem()).isEmpty();
  }

  @Test
  void group_thatCannotBeMadeNow_isWaitedFor() {
    queue.put(batch(0, 3));
    queue.interference = request -> new QueueReply.Refused(QueueError.BUSY, "later");

    Collector collector = own();
    assertThat(collector.doWork()).isZero();
    queue.interference = request -> new QueueReply.NoRange();
    assertThat(collector.doWork()).isEqualTo(1);

    assertThat(events)
        .containsExactly("disconnect", "create own retained", "lease 1", "write 3", "ack 1");
  }

  @Test
  void deadLetters_areNotCollected() {
    assertThatThrownBy(() -> config("telemetry.dlq", "collectors"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("replay");
  }

  private static QueueReply forbidden(QueueRequest request) {
    return request instanceof AdminRequest.CreateGroup
        ? new QueueReply.Refused(QueueError.FORBIDDEN, "not for you")
        : new QueueReply.NoRange();
  }

  private static TopicState topic(String name, boolean retain) {
    GroupState own =
        new GroupState(
            "own", 0, 0, 0, 0, 0, 0, 0, List.of(), retain, false, TopicState.Trouble.NONE);
    return new TopicState(name, 0, 0, 0, 0, 0, 0, 0, List.of(own), List.of());
  }

  private Collector own() {
    return new Collector(config("telemetry", "own"), surroundings());
  }

  private static CollectorConfig config(String topic, String group) {
    StartPosition start = CollectorConfig.DEFAULT.start();
    return new CollectorConfig(
        topic, group, start, 1, Duration.ofMillis(100), 10_000, 256, 512 << 10);
  }
}
