package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.lease;
import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.core.TopicLog.Room;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Positioned;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import io.gputelemetry.queue.TopicState.Trouble;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator asks of a topic. */
class AdminTest {
  private static final StartPosition EARLIEST = new StartPosition.Earliest();

  private final Rig rig = new Rig();

  @Test
  void createGroup_holdsItsPlace_andTakesRetain() {
    rig.call(9, publish("a"));
    CreateGroup latest = new CreateGroup(Rig.TOPIC, Rig.GROUP, new StartPosition.Latest(), false);
    assertThat(rig.call(1, latest)).isEqualTo(new Positioned(1));
    CreateGroup again = new CreateGroup(Rig.TOPIC, Rig.GROUP, EARLIEST, true);
    assertThat(rig.call(1, again)).isEqualTo(new Positioned(1));
    rig.crash(0);
    assertThat(group().retain()).isTrue();
  }

  @Test
  void groupNamedCollectors_isRetained_othersAreNot() {
    rig.call(1, new QueueRequest.Lease(Rig.TOPIC, "collectors", EARLIEST, 1, 1, 0));
    rig.take(1, 1);
    assertThat(rig.state().groups()).extracting(GroupState::retain).containsExactly(true, false);
  }

  @Test
  void seek_goesOnElsewhere_andEndsLeases() {
    rig.call(9, publish("a", "b", "c"));
    rig.ack(1, rig.take(1, 2).token());
    Leased held = rig.take(1, 1);
    assertThat(seek(new StartPosition.At(1))).isEqualTo(new Positioned(1));
    assertRefused(rig.ack(1, held.token()), QueueError.LEASE_LOST);
    rig.crash(0);
    assertThat(offsets(rig.take(1, 9))).containsExactly(1L, 2L);
    assertThat(seek(new StartPosition.Latest())).isEqualTo(new Positioned(3));
    assertThat(offsets(rig.take(1, 9))).isEmpty();
    assertRefused(
        rig.call(1, new Seek(Rig.TOPIC, Rig.GROUP, new StartPosition.At(9))),
        QueueError.BAD_REQUEST);
    assertRefused(rig.call(1, new Seek(Rig.TOPIC, "no", EARLIEST)), QueueError.NOT_FOUND);
  }

  @Test
  void seek_forgetsFailures() {
    rig.call(9, publish("a"));
    for (int i = 0; i < 4; i++) {
      Leased leased = rig.take(1, 1);
      rig.call(1, new QueueRequest.Nack(Rig.TOPIC, Rig.GROUP, leased.token(), "", 0));
    }
    seek(EARLIEST);
    Leased leased = rig.take(1, 1);
    rig.call(1, new QueueRequest.Nack(Rig.TOPIC, Rig.GROUP, leased.token(), "", 0));
    assertThat(rig.handOvers).isEmpty();
  }

  @Test
  void pausedGroup_getsNothing_acrossACrash_untilItIsResumed() {
    rig.call(9, publish("a"));
    rig.take(1, 1);
    rig.closeSession(1);
    assertThat(rig.call(1, new PauseGroup(Rig.TOPIC, Rig.GROUP))).isEqualTo(new Done());
    assertThat(offsets(rig.take(1, 9))).isEmpty();
    rig.crash(0);
    assertThat(group().paused()).isTrue();
    long waits = rig.ask(1, lease(9, 10_000));
    rig.commit();
    assertThat(rig.reply(waits)).isEmpty();
    rig.call(2, new ResumeGroup(Rig.TOPIC, Rig.GROUP));
    assertThat(offsets(rig.reply(waits).orElseThrow())).containsExactly(0L);
  }

  @Test
  void deletedGroup_isForgotten_andWhoWaitsIsTold() {
    rig.call(9, publish("a"));
    Leased held = rig.take(1, 1);
    long waits = rig.ask(2, lease(9, 10_000));
    rig.commit();
    assertThat(rig.call(1, new DeleteGroup(Rig.TOPIC, Rig.GROUP))).isEqualTo(new Done());
    assertRefused(rig.reply(waits).orElseThrow(), QueueError.CLOSED);
    assertRefused(rig.ack(1, held.token()), QueueError.LEASE_LOST);
    rig.crash(0);
    assertThat(rig.state().groups()).isEmpty();
    assertRefused(rig.call(1, new DeleteGroup(Rig.TOPIC, Rig.GROUP)), QueueError.NOT_FOUND);
  }

  @Test
  void deletion_behindAnAckThatWaits_survivesARestart() {
    rig.log.rollEvery(2, () -> rig.ledger.snapshot());
    rig.call(9, publish("a"));
    rig.ack(1, rig.take(1, 1).token());
    rig.call(1, new DeleteGroup(Rig.TOPIC, Rig.GROUP));
    rig.crash(0);
    assertThat(rig.state().groups()).isEmpty();
  }

  @Test
  void slowGroup_isMovedOnAtTheBound_andItsGapIsReported() {
    rig.call(9, publish("a", "b", "c"));
    rig.take(1, 1);
    Leased second = rig.take(1, 1);
    rig.ack(1, second.token());
    rig.log.room = Room.LOG_FULL;
    assertThat(rig.call(9, publish("d"))).isEqualTo(new Published(3, 1, Durability.SYNCED));
    assertThat(group().trouble()).isEqualTo(new Trouble(0, 0, 2, 0, 3, at(0, 0)));
    assertThat(group().committed()).isEqualTo(3);
    rig.advance(Duration.ofSeconds(5));
    rig.log.room = Room.LOG_FULL;
    rig.call(9, publish("e"));
    assertThat(group().trouble()).isEqualTo(new Trouble(0, 0, 3, 3, 4, at(0, 5)));
    rig.crash(0);
    assertThat(group().trouble()).isEqualTo(new Trouble(0, 0, 3, 3, 4, at(0, 5)));
    assertThat(offsets(rig.take(1, 9))).containsExactly(4L);
  }

  @Test
  void retainedGroup_isNotMovedOn_andTheOthersOnlyAsFar() {
    rig.call(1, new CreateGroup(Rig.TOPIC, "keeps", EARLIEST, true));
    rig.call(9, publish("a"));
    rig.take(1, 1);
    rig.log.room = Room.LOG_FULL;
    assertRefused(rig.call(9, publish("b")), QueueError.BUSY);
    assertThat(rig.log.firstOffset).isZero();
    assertThat(group().trouble()).isEqualTo(Trouble.NONE);
  }

  @Test
  void topicWithoutGroups_countsWhatLeavesUnseen() {
    rig.call(9, publish("a", "b"));
    rig.log.room = Room.LOG_FULL;
    assertThat(rig.call(9, publish("c"))).isInstanceOf(Published.class);
    assertThat(rig.state().droppedUnseen()).isEqualTo(2);
    assertThat(rig.state().droppedAt()).isEqualTo(at(0, 0));
    rig.advance(Duration.ofSeconds(7));
    rig.log.room = Room.LOG_FULL;
    rig.call(9, publish("d"));
    rig.crash(0);
    assertThat(rig.state().droppedUnseen()).isEqualTo(3);
    assertThat(rig.state().droppedAt()).isEqualTo(at(0, 7));
  }

  /** So many seconds after the test began. */
  private static Span at(int first, int last) {
    return new Span((1_000 + first) * 1_000_000L, (1_000 + last) * 1_000_000L);
  }

  @Test
  void sequence_reset_beginsAnewUnderAnotherProducer() {
    rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 1));
    Granted before = (Granted) rig.call(1, new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, 4, 0));
    SequenceOpened reset = (SequenceOpened) rig.call(2, new ResetSequence(Rig.TOPIC, Rig.SEQUENCE));
    assertThat(reset.producerId()).isNotEqualTo(before.producerId());
    rig.crash(0);
    Granted after = (Granted) rig.call(1, new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, 4, 0));
    assertThat(after.firstRow()).isZero();
    assertThat(after.number()).isZero();
    assertThat(after.producerId()).isEqualTo(reset.producerId());
    assertThat(after.grantedAtMicros()).isGreaterThan(before.grantedAtMicros());
    Producer late = new Producer(before.producerId(), 0, 0, before.token());
    assertRefused(rig.call(1, publish(late, 0, "x")), QueueError.NOT_FOUND);
  }

  @Test
  void sequence_deleted_isGone() {
    rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 1));
    assertThat(rig.call(1, new DeleteSequence(Rig.TOPIC, Rig.SEQUENCE))).isEqualTo(new Done());
    rig.crash(0);
    assertRefused(
        rig.call(1, new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, 4, 0)), QueueError.NOT_FOUND);
    assertRefused(rig.call(1, new ResetSequence(Rig.TOPIC, Rig.SEQUENCE)), QueueError.NOT_FOUND);
  }

  @Test
  void deadLetters_areListed_replayedOnce_andDeleted() {
    Rig letters = new Rig(TopicLimits.DEFAULT, "t.dlq");
    letters.call(9, letter("one"));
    letters.call(9, letter("two"));
    letters.call(9, publish("no letter"));
    letters.call(9, letter("three"));
    assertThat(offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20))))
        .containsExactly(0L, 1L, 2L, 3L);
    assertThat(letters.call(1, new ReplayDeadLetters("t", 1))).isEqualTo(new Settled(1));
    HandOver replayed = letters.handOvers.removeFirst();
    assertThat(replayed.publish().topic()).isEqualTo("t");
    assertThat(replayed.publish().messages()).containsExactly(publish("two").messages().getFirst());
    assertThat(letters.call(1, new ReplayDeadLetters("t", 1))).isEqualTo(new Settled(0));
    letters.crash(0);
    letters.commit();
    assertThat(letters.handOvers.getFirst().publish().producer())
        .isEqualTo(replayed.publish().producer());
    assertRefused(letters.call(1, new ReplayDeadLetters("t", 2)), QueueError.BAD_REQUEST);
    assertThat(letters.call(1, new DeleteDeadLetters("t", 0))).isEqualTo(new Settled(1));
    assertThat(offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20))))
        .containsExactly(2L, 3L);
    assertThat(letters.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(1));
    assertThat(letters.call(1, new DeleteDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(1));
    assertThat(offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20)))).isEmpty();
  }

  @Test
  void deadLetter_thatNamesAnotherTopic_isForged_andNotReplayed() {
    Rig letters = new Rig(TopicLimits.DEFAULT, "u.dlq");
    letters.call(9, letter("for t"));
    assertRefused(letters.call(1, new ReplayDeadLetters("t", 0)), QueueError.BAD_REQUEST);
    assertThat(letters.call(1, new ReplayDeadLetters("t", AdminRequest.ALL)))
        .isEqualTo(new Settled(0));
    assertThat(letters.handOvers).isEmpty();
    assertThat(offsets(letters.call(1, new ListDeadLetters("t", 0, 1 << 20)))).containsExactly(0L);
  }

  @Test
  void ack_afterASkip_doesNoHarm() {
    rig.call(9, publish("a", "b"));
    Leased held = rig.take(1, 2);
    rig.log.room = Room.LOG_FULL;
    rig.call(9, publish("c"));
    assertThat(rig.ack(1, held.token())).isEqualTo(new Acked(2));
    assertThat(group().committed()).isEqualTo(2);
  }

  private static QueueRequest letter(String text) {
    ByteBuffer original = publish(text).messages().getFirst().payload();
    DeadLetter letter = new DeadLetter("t", Rig.GROUP, 5, 9, 5, "bad", "text/plain", original);
    Message message = new Message(DeadLetter.CONTENT_TYPE, 2, letter.encode());
    return new QueueRequest.Publish(Rig.TOPIC, Producer.ANONYMOUS, List.of(message), 0);
  }

  private QueueReply seek(StartPosition to) {
    return rig.call(1, new Seek(Rig.TOPIC, Rig.GROUP, to));
  }

  private GroupState group() {
    return rig.state().groups().getFirst();
  }
}
