package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Nack;
import io.gputelemetry.queue.TopicSettings.Replay;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dead letters that are published once more without being asked for. */
class AutomaticReplayTest {
  private static final Published THERE = new Published(7, 1, Durability.SYNCED);
  private static final Refused NOWHERE = new Refused(QueueError.NOT_FOUND, "no topic");
  private static final Replay TWICE = new Replay(Duration.ofMinutes(5), 2, 3);

  private final Rig letters = new Rig(TopicLimits.DEFAULT.withReplay(TWICE), "t.dlq");

  @Test
  void letter_isReplayedWhenItHasLainLongEnough_onceAcrossACrash() {
    letters.call(9, letter(0));
    letters.tick(Duration.ofSeconds(299));
    assertThat(letters.handOvers).isEmpty();
    letters.tick(Duration.ofSeconds(1));
    HandOver replayed = letters.handOvers.removeFirst();
    assertThat(replayed.publish().topic()).isEqualTo("t");
    assertThat(replayed.publish().producer().token()).as("how often").isEqualTo(1);
    letters.crash(0);
    letters.tick(Duration.ofMinutes(1));
    assertThat(letters.handOvers).hasSize(1);
    assertThat(letters.handOvers.getFirst().publish().producer())
        .isEqualTo(replayed.publish().producer());
    answer(letters, letters.handOvers.removeFirst());
    letters.tick(Duration.ofMinutes(9));
    assertThat(letters.handOvers).isEmpty();
  }

  @Test
  void letter_thatWasReplayedOftenEnough_staysForSomebodyToLookAt() {
    letters.call(9, letter(2));
    letters.call(9, publish("no letter"));
    letters.call(9, letter(1));
    letters.tick(Duration.ofMinutes(5));
    assertThat(letters.handOvers).hasSize(1);
    assertThat(letters.handOvers.removeFirst().publish().producer().token()).isEqualTo(2);
    letters.call(1, new ReplayDeadLetters("t", 0));
    assertThat(letters.handOvers.removeFirst().publish().producer().token())
        .as("by hand it still works")
        .isEqualTo(3);
  }

  @Test
  void minute_hasABudget() {
    for (int i = 0; i < 8; i++) {
      letters.call(9, letter(0));
    }
    assertThat(replayedAfter(Duration.ofMinutes(5))).isEqualTo(3);
    assertThat(replayedAfter(Duration.ofSeconds(59))).isZero();
    assertThat(replayedAfter(Duration.ofSeconds(1))).isEqualTo(3);
    assertThat(replayedAfter(Duration.ofMinutes(1))).isEqualTo(2);
    assertThat(replayedAfter(Duration.ofMinutes(1))).isZero();
  }

  @Test
  void letter_ofATopicThatWasDeleted_liesOn_untilTheTopicIsBack() {
    letters.call(9, letter(0));
    letters.missing.add("t");
    letters.tick(Duration.ofMinutes(5));
    letters.tick(Duration.ofMinutes(5));
    assertRefused(letters.call(1, new ReplayDeadLetters("t", 0)), QueueError.NOT_FOUND);
    assertRefused(
        letters.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)), QueueError.NOT_FOUND);
    assertThat(letters.handOvers).isEmpty();
    assertThat(Rig.offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20))))
        .containsExactly(0L);
    letters.missing.clear();
    letters.tick(Duration.ofSeconds(1));
    assertThat(letters.handOvers).hasSize(1);
  }

  @Test
  void replay_onItsWayIntoATopicThatWasDeleted_waitsForTheTopic_acrossACrash() {
    letters.call(9, letter(0));
    letters.tick(Duration.ofMinutes(5));
    letters.missing.add("t");
    Producer producer = letters.handOvers.getFirst().publish().producer();
    for (int i = 0; i < 5; i++) {
      answer(letters, letters.handOvers.removeFirst(), NOWHERE);
      assertThat(letters.handOvers).as("pauses").isEmpty();
      letters.tick(Duration.ofSeconds(1));
      assertThat(letters.handOvers).hasSize(1);
    }
    letters.crash(0);
    letters.tick(Duration.ofSeconds(1));
    assertThat(letters.handOvers.getFirst().publish().producer()).isEqualTo(producer);
    answer(letters, letters.handOvers.removeFirst());
    letters.tick(Duration.ofMinutes(5));
    assertThat(letters.handOvers).as("it is there").isEmpty();
  }

  @Test
  void replay_thatWaitsForATopic_isTakenBackByADelete_acrossACrash() {
    letters.call(9, letter(0));
    letters.call(9, letter(0));
    letters.tick(Duration.ofMinutes(5));
    assertThat(letters.call(1, new DeleteDeadLetters("t", AdminRequest.ALL)))
        .as("on their way into a topic that is there")
        .isEqualTo(new Settled(0));
    letters.missing.add("t");
    assertThat(letters.call(1, new DeleteDeadLetters("t", 1))).isEqualTo(new Settled(1));
    assertThat(letters.call(1, new DeleteDeadLetters("t", 1))).isEqualTo(new Settled(0));
    letters.crash(0);
    letters.tick(Duration.ofSeconds(1));
    assertThat(letters.handOvers).hasSize(1);
    assertThat(letters.call(1, new DeleteDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(1));
    answer(letters, letters.handOvers.removeFirst(), NOWHERE);
    letters.missing.clear();
    letters.tick(Duration.ofMinutes(9));
    assertThat(letters.handOvers).isEmpty();
  }

  @Test
  void replays_beyondTheBound_waitUntilTheTopicTakesSome() {
    Replay all = new Replay(Duration.ofMinutes(5), 2, 6_000);
    Rig full = new Rig(TopicLimits.DEFAULT.withReplay(all), "t.dlq");
    for (int i = 0; i < SetAsideHandler.WAITING_MAX; i += 100) {
      full.call(9, letters(100));
    }
    full.call(9, letters(2));
    for (int i = 0; i < 20; i++) {
      full.tick(Duration.ofMinutes(5));
    }
    assertThat(full.ledger.groups().iterator().next().setAside())
        .hasSize(SetAsideHandler.WAITING_MAX);
    assertRefused(full.call(1, new ReplayDeadLetters("t", 10_001)), QueueError.BUSY);
    assertRefused(full.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)), QueueError.BUSY);
    assertThat(full.call(1, new ReplayDeadLetters("t", 3))).as("done").isEqualTo(new Settled(0));
    answer(full, full.handOvers.removeLast());
    assertThat(full.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(1));
    assertRefused(full.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)), QueueError.BUSY);
  }

  @Test
  void letter_thatIsDamaged_isPassedOver_andReported() {
    letters.call(9, letter(0));
    letters.call(9, letter(0));
    letters.log.damagedOffset = 0;
    letters.tick(Duration.ofMinutes(5));
    assertThat(letters.handOvers).hasSize(1);
    assertThat(letters.core.damage()).isPresent();
  }

  @Test
  void replay_isOffUnlessItIsChosen_andNothingOfOtherTopics() {
    Rig usual = new Rig(TopicLimits.DEFAULT, "t.dlq");
    Rig messages = new Rig(TopicLimits.DEFAULT.withReplay(TWICE), "t");
    for (Rig rig : List.of(usual, messages)) {
      rig.call(9, letter(0));
      rig.tick(Duration.ofDays(1));
      assertThat(rig.handOvers).isEmpty();
      assertThat(rig.state().groups()).isEmpty();
    }
  }

  @Test
  void message_thatFailsAgain_tellsHowOftenItCameBack_acrossACrash() {
    Rig topic = new Rig();
    QueueRequest.Publish back = publish(new Producer(77, 0, 0, 2), 0, "again");
    assertThat(topic.call(9, back)).isInstanceOf(Published.class);
    topic.crash(0);
    Leased one = topic.take(1, 1);
    topic.call(1, Nack.neverAgain(Rig.TOPIC, Rig.GROUP, one.token(), 0, "still bad"));
    assertThat(letterOf(topic).replays()).isEqualTo(2);
  }

  @Test
  void repeat_ofAReplay_makesGoodTheNoteThatACrashTook() {
    Rig topic = new Rig();
    topic.call(9, publish(new Producer(77, 0, 0, 0), 0, "again"));
    assertThat(topic.call(9, publish(new Producer(77, 0, 0, 1), 0, "again")))
        .isEqualTo(new Duplicate(0));
    topic.crash(0);
    assertThat(topic.ledger.replays(0)).isEqualTo(1);
  }

  private int replayedAfter(Duration time) {
    letters.tick(time);
    List<HandOver> replayed = List.copyOf(letters.handOvers);
    letters.handOvers.clear();
    replayed.forEach(handOver -> answer(letters, handOver));
    return replayed.size();
  }

  private static DeadLetter letterOf(Rig rig) {
    return DeadLetter.decode(rig.handOvers.getFirst().publish().messages().getFirst().payload());
  }

  private static QueueRequest letter(int replays) {
    ByteBuffer original = publish("text").messages().getFirst().payload();
    DeadLetter letter =
        new DeadLetter("t", Rig.GROUP, 5, 9, 5, replays, "bad", "text/plain", original);
    Message message = new Message(DeadLetter.CONTENT_TYPE, 2, letter.encode());
    return new QueueRequest.Publish(Rig.TOPIC, Producer.ANONYMOUS, List.of(message), 0);
  }

  private static QueueRequest letters(int count) {
    QueueRequest.Publish one = (QueueRequest.Publish) letter(0);
    List<Message> many = Collections.nCopies(count, one.messages().getFirst());
    return new QueueRequest.Publish(Rig.TOPIC, Producer.ANONYMOUS, many, 0);
  }

  private static void answer(Rig rig, HandOver handOver) {
    answer(rig, handOver, THERE);
  }

  private static void answer(Rig rig, HandOver handOver, QueueReply reply) {
    rig.event(new Event.HandedOver(handOver.id(), reply));
    rig.commit();
  }
}
