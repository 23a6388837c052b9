package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.lease;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures that follow from time: how old the lag is, and how fast samples come. */
class InsightTest {
  private final Rig rig = new Rig();

  private GroupState group() {
    return rig.state().groups().getFirst();
  }

  @Test
  void lag_isAsOldAsTheOldestMessageThatIsNotAcked() {
    rig.call(9, publish("a"));
    rig.advance(Duration.ofSeconds(20));
    rig.call(9, publish("b"));
    rig.advance(Duration.ofMillis(1_500));
    Leased first = rig.take(1, 1);
    assertThat(group().lagSeconds()).isEqualTo(21.5);
    rig.ack(1, first.token());
    assertThat(group().lagSeconds()).isEqualTo(1.5);
    rig.ack(1, rig.take(1, 1).token());
    assertThat(group().lagSeconds()).isZero();
  }

  @Test
  void lag_ofAMessageAckedOutOfOrder_isThatOfTheHole() {
    rig.call(9, publish("a"));
    rig.advance(Duration.ofSeconds(5));
    rig.call(9, publish("b"));
    rig.take(1, 1);
    rig.ack(2, rig.take(2, 1).token());
    assertThat(group().lag()).isEqualTo(1);
    assertThat(group().lagSeconds()).isEqualTo(5);
  }

  @Test
  void lag_isNeverBelowZero_andADamagedMessageHasNoAge() {
    rig.call(9, publish("a"));
    rig.take(1, 1);
    rig.setEpochMicros(5);
    assertThat(group().lagSeconds()).isZero();
    rig.setEpochMicros(2_000_000_000);
    assertThat(group().lagSeconds()).isEqualTo(1_000);
    rig.log.damagedOffset = 0;
    assertThat(group().lagSeconds()).isZero();
  }

  @Test
  void messages_thatAreKept_haveTheTimesOfTheOldestAndTheNewest() {
    assertThat(rig.state().appendedAt()).isEqualTo(Span.UNKNOWN);
    rig.call(9, publish("a"));
    rig.advance(Duration.ofSeconds(20));
    rig.call(9, publish("b"));
    assertThat(rig.state().appendedAt()).isEqualTo(new Span(1_000_000_000, 1_020_000_000));
    rig.log.damagedOffset = 0;
    assertThat(rig.state().appendedAt()).isEqualTo(new Span(0, 1_020_000_000));
    rig.log.firstOffset = 1;
    assertThat(rig.state().appendedAt()).isEqualTo(new Span(1_020_000_000, 1_020_000_000));
  }

  @Test
  void members_holdMessagesOrWaitForSome() {
    rig.call(9, publish("a"));
    rig.take(3, 1);
    rig.ask(2, lease(1, 10_000));
    rig.commit();
    assertThat(group().members()).containsExactly("instance-2", "instance-3");
    rig.closeSession(3);
    assertThat(rig.commit()).isFalse();
    assertThat(group().members()).as("2 got what 3 held").containsExactly("instance-2");
    rig.closeSession(2);
    assertThat(group().members()).isEmpty();
  }

  @Test
  void members_moreThanMayBeTold_areCut() {
    for (int session = 1; session <= 40; session++) {
      rig.ask(session, lease(1, 10_000));
    }
    rig.commit();
    assertThat(group().members()).hasSize(32).doesNotContain("");
  }

  @Test
  void rate_isThatOfTheLastTenSeconds() {
    assertThat(rig.state().samplesPerSecond()).isZero();
    for (int second = 0; second < 30; second++) {
      rig.call(9, publish("a", "b", "c", "d", "e"));
      assertThat(rig.state().samplesPerSecond()).as("second %d", second).isBetween(10.0, 20.0);
      rig.advance(Duration.ofSeconds(1));
    }
    assertThat(rig.state().samplesPerSecond()).as("ten samples in each of 9 s").isEqualTo(10);
    rig.advance(Duration.ofSeconds(5));
    assertThat(rig.state().samplesPerSecond()).isBetween(4.0, 5.0);
    rig.advance(Duration.ofSeconds(5));
    assertThat(rig.state().samplesPerSecond()).isZero();
  }

  @Test
  void rate_afterALongSilence_startsAnew() {
    rig.advance(Duration.ofHours(100));
    rig.call(9, publish("a"));
    rig.advance(Duration.ofMillis(400));
    assertThat(rig.state().samplesPerSecond()).isBetween(0.2, 0.23);
  }

  @Test
  void rate_inTheFirstSecond_isWhatCameInIt() {
    rig.advance(Duration.ofMillis(10));
    rig.call(9, publish("a", "b"));
    assertThat(rig.state().samplesPerSecond()).as("not 400 in 10 ms").isEqualTo(4);
    rig.advance(Duration.ofMillis(1_990));
    assertThat(rig.state().samplesPerSecond()).isEqualTo(2);
  }

  @Test
  void rate_afterARestart_doesNotCountWhatWasThere() {
    rig.call(9, publish("a"));
    rig.crash(0);
    assertThat(rig.state().samplesPublished()).isEqualTo(2);
    assertThat(rig.state().samplesPerSecond()).isZero();
  }
}
