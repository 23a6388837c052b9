package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest.AckRange;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.TopicState.GroupState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** Messages that cannot be used, and what becomes of them. */
class FailureTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Published THERE = new Published(7, 1, Durability.SYNCED);

  private final Rig rig = new Rig();

  @Test
  void nack_handsTheMessageOutAgain_atOnce() {
    rig.call(9, publish("a"));
    assertThat(nack(rig.take(1, 1), 0)).isEqualTo(new Done());
    Leased again = rig.take(2, 1);
    assertThat(offsets(again)).containsExactly(0L);
    assertThat(again.deliveries().getFirst().deliveries()).isEqualTo(2);
    assertThat(group().trouble().failures()).isEqualTo(1);
  }

  @Test
  void nack_withADelay_keepsTheMessageBackUntilThen() {
    rig.call(9, publish("a", "b"));
    nack(rig.take(1, 1), 5_000);
    assertThat(offsets(rig.take(2, 1))).as("the others go on").containsExactly(1L);
    rig.tick(Duration.ofMillis(4_999));
    assertThat(offsets(rig.take(2, 1))).isEmpty();
    assertThat(rig.core.nextDeadlineNanos()).isLessThanOrEqualTo(rig.now().nanos() + 1_000_000);
    rig.tick(Duration.ofMillis(1));
    assertThat(offsets(rig.take(2, 1))).containsExactly(0L);
  }

  @Test
  void nack_ofAPart_leavesTheRestLeased() {
    rig.call(9, publish("a", "b", "c"));
    Leased all = rig.take(1, 3);
    Nack middle = new Nack(Rig.TOPIC, Rig.GROUP, all.token(), 1, 2, "bad", 0);
    assertThat(rig.call(1, middle)).isEqualTo(new Done());
    assertThat(offsets(rig.take(2, 9))).containsExactly(1L);
    assertRefused(rig.call(1, middle), QueueError.LEASE_LOST);
    assertThat(rig.ack(1, all.token())).isEqualTo(new Acked(2));
  }

  @Test
  void ack_ofAPart_leavesTheRestLeased_andRedeliversOnlyThat() {
    rig.call(9, publish("a", "b", "c"));
    Leased all = rig.take(1, 3);
    AckRange middle = new AckRange(Rig.TOPIC, Rig.GROUP, all.token(), 1, 2);
    assertThat(rig.call(1, middle)).isEqualTo(new Acked(1));
    assertRefused(rig.call(1, middle), QueueError.LEASE_LOST);
    assertThat(group().inFlight()).isEqualTo(2);
    rig.tick(TIMEOUT);
    assertThat(offsets(rig.take(2, 9))).containsExactly(0L);
    assertThat(offsets(rig.take(2, 9))).containsExactly(2L);
  }

  @Test
  void failures_asManyAsAreAllowed_makeADeadLetter_ackedOnceItIsThere() {
    rig.call(9, publish("a", "b"));
    fail(0, 4);
    assertThat(rig.handOvers).isEmpty();
    fail(0, 1);
    assertThat(rig.log.unsynced()).as("durable before it is handed over").isZero();
    HandOver handOver = rig.handOvers.getFirst();
    assertThat(handOver.publish().topic()).isEqualTo("t.dlq");
    Message message = handOver.publish().messages().getFirst();
    DeadLetter letter = DeadLetter.decode(message.payload());
    assertThat(letter.topic()).isEqualTo("t");
    assertThat(letter.group()).isEqualTo(Rig.GROUP);
    assertThat(letter.offset()).isZero();
    assertThat(letter.appendedAtMicros()).isEqualTo(1_000_000_000);
    assertThat(letter.failures()).isEqualTo(5);
    assertThat(letter.reason()).isEqualTo("bad");
    assertThat(letter.contentType()).isEqualTo("text/plain");
    assertThat(StandardCharsets.UTF_8.decode(letter.payload()).toString()).isEqualTo("a");
    assertThat(offsets(rig.take(2, 9))).as("nobody gets it").containsExactly(1L);
    assertThat(group().committed()).as("not acked yet").isZero();
    answer(handOver, THERE);
    assertThat(group().committed()).isEqualTo(1);
    assertThat(group().trouble().deadLettered()).isEqualTo(1);
  }

  @Test
  void nack_forGood_makesADeadLetterAtOnce_durablyBeforeItIsAnswered() {
    rig.call(9, publish("a", "b", "c"));
    Leased all = rig.take(1, 3);
    assertThat(neverAgain(rig, all, 1)).isEqualTo(new Done());
    assertThat(rig.log.unsynced()).isZero();
    rig.crash(0);
    rig.tick(Duration.ZERO);
    HandOver handOver = rig.handOvers.getFirst();
    DeadLetter letter = DeadLetter.decode(handOver.publish().messages().getFirst().payload());
    assertThat(letter.offset()).isEqualTo(1);
    assertThat(letter.failures()).isEqualTo(1);
    assertThat(letter.reason()).isEqualTo("useless");
    assertThat(offsets(rig.take(2, 9))).as("nobody gets it").containsExactly(0L);
    assertThat(offsets(rig.take(2, 9))).containsExactly(2L);
    answer(handOver, THERE);
    assertThat(group().trouble().deadLettered()).isEqualTo(1);
    assertThat(group().lag()).as("the others are in flight").isEqualTo(2);
  }

  @Test
  void nack_forGood_ofWhatIsNotHeld_isRefused() {
    rig.call(9, publish("a"));
    Leased one = rig.take(1, 1);
    neverAgain(rig, one, 0);
    assertRefused(neverAgain(rig, one, 0), QueueError.LEASE_LOST);
    assertThat(group().trouble().deadLettered()).isEqualTo(1);
  }

  @Test
  void nack_forGood_whereThereAreNoDeadLetters_isRefused_andTheLeaseGoesOn() {
    Rig letters = new Rig(TopicLimits.DEFAULT, "t.dlq");
    letters.call(9, publish("a"));
    Leased one = letters.take(1, 1);
    assertRefused(neverAgain(letters, one, 0), QueueError.BAD_REQUEST);
    assertThat(letters.ack(1, one.token())).isEqualTo(new Acked(1));
  }

  @Test
  void deadLetters_beyondTheBound_areNotMadeUntilTheirTopicTakesSome() {
    fillDeadLetters();
    Leased rest = rig.take(1, 9);
    assertThat(offsets(rest)).containsExactly(10_000L, 10_001L);
    assertRefused(neverAgain(rig, rest, 10_000), QueueError.BUSY);
    nack(rest, 0);
    fail(10_000, 4);
    assertThat(rig.handOvers).as("waits").hasSize(64);
    rig.tick(Duration.ofSeconds(1));
    answer(rig.handOvers.removeFirst(), THERE);
    Leased one = rig.take(1, 1);
    assertThat(neverAgain(rig, one, 10_000)).isEqualTo(new Done());
    assertThat(group().trouble().deadLettered()).isEqualTo(10_001);
  }

  @Test
  void message_withoutRoomAmongDeadLetters_letsTheGoodOneGoFirst_whateverItsEnd() {
    fillDeadLetters();
    Leased both = rig.take(1, 2);
    for (int i = 0; i < 5; i++) {
      rig.call(1, new Nack(Rig.TOPIC, Rig.GROUP, both.token(), 10_000, 10_001, "bad", 0));
      rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, both.token()));
      both = rig.take(1, 2);
    }
    assertThat(offsets(both)).as("failed too often").containsExactly(10_001L);
    rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, both.token()));
    rig.tick(Duration.ofMillis(999));
    assertThat(offsets(rig.take(1, 9))).containsExactly(10_001L);
    rig.tick(Duration.ofMillis(1));
    for (int i = 0; i < 8; i++) {
      assertThat(offsets(rig.take(2, 1))).containsExactly(10_000L);
      rig.closeSession(2);
      rig.commit();
    }
    assertThat(offsets(rig.take(2, 1))).as("lost too often").isEmpty();
    rig.tick(Duration.ofSeconds(1));
    assertThat(offsets(rig.take(2, 1))).containsExactly(10_000L);
  }

  @Test
  void handOver_refused_isRepeatedUnderTheSameNumber() {
    rig.call(9, publish("a"));
    fail(0, 5);
    HandOver first = rig.handOvers.removeFirst();
    answer(first, new Refused(QueueError.BUSY, "full"));
    assertThat(rig.handOvers).isEmpty();
    rig.tick(Duration.ofSeconds(1));
    HandOver second = rig.handOvers.removeFirst();
    assertThat(second.publish().producer()).isEqualTo(first.publish().producer());
    answer(second, new Duplicate(3));
    assertThat(group().committed()).isEqualTo(1);
  }

  @Test
  void handOver_withoutAnAnswer_isRepeated() {
    rig.call(9, publish("a"));
    fail(0, 5);
    Producer first = rig.handOvers.removeFirst().publish().producer();
    rig.tick(Duration.ofSeconds(29));
    assertThat(rig.handOvers).isEmpty();
    rig.tick(Duration.ofSeconds(1));
    assertThat(rig.handOvers.removeFirst().publish().producer()).isEqualTo(first);
  }

  @Test
  void handOver_afterACrash_isRepeatedUnderTheSameNumber_untilItsAckIsDurable() {
    rig.call(9, publish("a"));
    fail(0, 5);
    Producer first = rig.handOvers.getFirst().publish().producer();
    answer(rig.handOvers.getFirst(), THERE);
    rig.crash(0);
    rig.tick(Duration.ZERO);
    assertThat(rig.handOvers.getFirst().publish().producer()).isEqualTo(first);
    assertThat(offsets(rig.take(1, 9))).as("not delivered again").isEmpty();
    answer(rig.handOvers.removeFirst(), new Duplicate(0));
    rig.tick(Duration.ofMillis(100));
    rig.crash(0);
    rig.tick(Duration.ZERO);
    assertThat(rig.handOvers).isEmpty();
    assertThat(group().committed()).isEqualTo(1);
  }

  @Test
  void deadLetters_haveNumbersOfTheirOwn() {
    rig.call(9, publish("a", "b"));
    fail(0, 5);
    fail(1, 5);
    Producer one = rig.handOvers.getFirst().publish().producer();
    Producer two = rig.handOvers.getLast().publish().producer();
    assertThat(two).isEqualTo(new Producer(one.id(), 0, one.number() + 1, 0));
  }

  @Test
  void failures_areRememberedAcrossACrash() {
    rig.call(9, publish("a"));
    fail(0, 4);
    rig.tick(Duration.ofMillis(100));
    rig.crash(0);
    fail(0, 1);
    assertThat(rig.handOvers).hasSize(1);
  }

  @Test
  void release_isNeitherAFailureNorALoss() {
    rig.call(9, publish("a", "b"));
    for (int i = 0; i < 30; i++) {
      Leased both = rig.take(1, 2);
      assertThat(offsets(both)).as("together").containsExactly(0L, 1L);
      rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, both.token()));
    }
    assertThat(rig.handOvers).isEmpty();
    assertThat(group().trouble().failures()).isZero();
  }

  @Test
  void messages_lost5Times_areLeasedAlone_and3MoreLossesMakeADeadLetter() {
    rig.call(9, publish("a", "b"));
    for (int i = 0; i < 5; i++) {
      assertThat(offsets(rig.take(1, 2))).as("together").containsExactly(0L, 1L);
      lose(i);
    }
    for (int i = 0; i < 3; i++) {
      assertThat(offsets(rig.take(1, 2))).as("alone").containsExactly(0L);
      assertThat(rig.handOvers).isEmpty();
      lose(i);
    }
    HandOver handOver = rig.handOvers.getFirst();
    DeadLetter letter = DeadLetter.decode(handOver.publish().messages().getFirst().payload());
    assertThat(letter.reason()).isEqualTo("lost");
    assertThat(letter.offset()).isZero();
    assertThat(letter.failures()).isEqualTo(8);
    assertThat(group().trouble().failures()).as("waiting is not failing").isZero();
    assertThat(offsets(rig.take(1, 2))).containsExactly(1L);
  }

  @Test
  void deadLetterTopic_hasNoDeadLetters_andNeitherHasATooLongName() {
    for (String name : new String[] {"t.dlq", "n".repeat(61)}) {
      Rig other = new Rig(TopicLimits.DEFAULT, name);
      other.call(9, publish("a"));
      for (int i = 0; i < 12; i++) {
        Leased leased = other.take(1, 1);
        assertThat(offsets(leased)).as(name).containsExactly(0L);
        other.call(1, new Nack(Rig.TOPIC, Rig.GROUP, leased.token(), "bad", 0));
      }
      assertThat(other.handOvers).isEmpty();
    }
  }

  @Test
  void message_tooLargeForALetter_isLeftInItsTopic() {
    TopicLimits small =
        new TopicLimits(TIMEOUT, 9, 9, 200, 999, 9, 9, Durability.SYNCED).withMaxDeliveries(1);
    Rig tight = new Rig(small);
    tight.call(9, publish("x".repeat(150)));
    tight.call(1, new Nack(Rig.TOPIC, Rig.GROUP, tight.take(1, 1).token(), "bad", 0));
    Message message = tight.handOvers.getFirst().publish().messages().getFirst();
    assertThat(DeadLetter.decode(message.payload()).payload().remaining()).isZero();
  }

  /** Two messages are behind those for which there was room. */
  private void fillDeadLetters() {
    for (int i = 0; i < SetAsideHandler.WAITING_MAX; i += 100) {
      rig.call(9, publish(Collections.nCopies(100, "a").toArray(String[]::new)));
    }
    rig.call(9, publish("b", "c"));
    Leased all = rig.take(1, 10_000);
    rig.ask(1, new Nack(Rig.TOPIC, Rig.GROUP, all.token(), "useless", Nack.NEVER_AGAIN));
  }

  private QueueReply nack(Leased leased, int delayMillis) {
    return rig.call(1, new Nack(Rig.TOPIC, Rig.GROUP, leased.token(), "bad", delayMillis));
  }

  private static QueueReply neverAgain(Rig rig, Leased leased, long offset) {
    return rig.call(1, Nack.neverAgain(Rig.TOPIC, Rig.GROUP, leased.token(), offset, "useless"));
  }

  private void fail(long offset, int times) {
    for (int i = 0; i < times; i++) {
      Leased leased = rig.take(1, 1);
      assertThat(offsets(leased)).containsExactly(offset);
      nack(leased, 0);
    }
  }

  private void lose(int turn) {
    if (turn % 2 == 0) {
      rig.tick(TIMEOUT);
    } else {
      rig.closeSession(1);
      rig.commit();
    }
  }

  private void answer(HandOver handOver, QueueReply reply) {
    rig.event(new Event.HandedOver(handOver.id(), reply));
    rig.commit();
  }

  private GroupState group() {
    return rig.state().groups().getFirst();
  }
}
