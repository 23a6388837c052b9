package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.lease;
import static io.gputelemetry.broker.core.Rig.offsets;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.core.TopicLog.Room;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Acked;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Leased;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.Ack;
import io.gputelemetry.queue.QueueRequest.Extend;
import io.gputelemetry.queue.QueueRequest.Lease;
import io.gputelemetry.queue.QueueRequest.Release;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicState.GroupState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Rig rig = new Rig();

  @Test
  void lease_cutsThroughBatches_andMembersShare() {
    rig.call(9, publish("a", "b", "c"));
    rig.call(9, publish("d", "e"));
    assertThat(offsets(rig.take(1, 2))).containsExactly(0L, 1L);
    assertThat(offsets(rig.take(2, 2))).containsExactly(2L, 3L);
    assertThat(offsets(rig.take(1, 2))).containsExactly(4L);
    assertThat(rig.take(2, 2)).isEqualTo(new Leased(0, 30_000, List.of()));
  }

  @Test
  void lease_neverSeesWhatIsNotDurable() {
    rig.ask(9, publish("a"));
    long ticket = rig.ask(1, lease(9, 0));
    rig.commit();
    assertThat(offsets(rig.reply(ticket).orElseThrow())).isEmpty();
  }

  @Test
  void group_isDurableBeforeItsFirstAnswer() {
    rig.call(9, publish("a"));
    rig.ask(1, new Lease(Rig.TOPIC, "late", new StartPosition.Latest(), 1, 1, 0));
    assertThat(rig.commit()).as("synced").isTrue();
    rig.crash(0);
    rig.call(9, publish("b"));
    Lease again = new Lease(Rig.TOPIC, "late", new StartPosition.Earliest(), 9, 999, 0);
    assertThat(offsets(rig.call(1, again))).as("starts where it was created").containsExactly(1L);
  }

  @Test
  void group_startingBeyondTheEnd_isRefused() {
    Lease beyond = new Lease(Rig.TOPIC, "g", new StartPosition.At(1), 1, 1, 0);
    assertRefused(rig.call(1, beyond), QueueError.BAD_REQUEST);
    assertThat(rig.state().groups()).isEmpty();
  }

  @Test
  void groups_aboveTheBound_areRefused() {
    TopicLimits one = new TopicLimits(TIMEOUT, 9, 9, 999, 999, 1, 9, Durability.SYNCED);
    Rig small = new Rig(one);
    small.take(1, 1);
    Lease another = new Lease(Rig.TOPIC, "h", new StartPosition.Earliest(), 1, 1, 0);
    assertRefused(small.call(1, another), QueueError.BAD_REQUEST);
  }

  @Test
  void groups_ofOneTopic_eachSeeEverything() {
    rig.call(9, publish("a"));
    Lease other = new Lease(Rig.TOPIC, "h", new StartPosition.Earliest(), 9, 999, 0);
    assertThat(offsets(rig.take(1, 9))).containsExactly(0L);
    assertThat(offsets(rig.call(1, other))).containsExactly(0L);
  }

  @Test
  void messages_goToWhomTheLastOnesLieLongestBack_howeverOftenItAsked() {
    for (int member = 1; member <= 3; member++) {
      rig.ask(member, lease(1, 10_000));
      rig.call(9, publish("served once"));
    }
    rig.ask(2, lease(1, 20_000));
    rig.ask(3, lease(1, 20_000));
    rig.ask(1, lease(1, 1_000));
    rig.tick(Duration.ofSeconds(1));
    long asksAgain = rig.ask(1, lease(1, 20_000));
    long isNew = rig.ask(4, lease(1, 20_000));

    rig.call(9, publish("d"));
    assertThat(rig.reply(isNew)).as("a new member").isPresent();
    assertThat(rig.reply(asksAgain)).isEmpty();
    rig.call(9, publish("e"));
    assertThat(rig.reply(asksAgain)).as("the one served longest ago").isPresent();
  }

  @Test
  void ack_isDurableWithin100Millis() {
    rig.call(9, publish("a"));
    Leased leased = rig.take(1, 1);
    long ticket = rig.ask(1, new Ack(Rig.TOPIC, Rig.GROUP, leased.token()));
    assertThat(rig.commit()).as("synced at once").isFalse();
    assertThat(rig.reply(ticket)).contains(new Acked(1));
    assertThat(rig.tick(Duration.ofMillis(99))).isFalse();
    assertThat(rig.tick(Duration.ofMillis(1))).as("synced after 100 ms").isTrue();
    rig.crash(0);
    assertThat(offsets(rig.take(1, 1))).isEmpty();
  }

  @Test
  void ack_lostInACrash_meansRedelivery() {
    rig.call(9, publish("a"));
    rig.ack(1, rig.take(1, 1).token());
    rig.crash(0);
    assertThat(offsets(rig.take(1, 1))).containsExactly(0L);
  }

  @Test
  void ack_outOfOrder_survivesACrashWithItsHole() {
    rig.call(9, publish("a", "b", "c"));
    rig.take(1, 1);
    Leased second = rig.take(1, 1);
    rig.ack(1, second.token());
    rig.tick(Duration.ofMillis(100));
    rig.crash(0);
    assertThat(rig.state().groups().getFirst().committed()).isZero();
    assertThat(offsets(rig.take(1, 9))).containsExactly(0L);
    assertThat(offsets(rig.take(1, 9))).containsExactly(2L);
  }

  @Test
  void ack_withAnUnknownToken_isRefused() {
    rig.call(9, publish("a"));
    assertRefused(rig.ack(1, 5), QueueError.LEASE_LOST);
    Leased leased = rig.take(1, 1);
    assertThat(rig.ack(1, leased.token())).isEqualTo(new Acked(1));
    assertRefused(rig.ack(1, leased.token()), QueueError.LEASE_LOST);
  }

  @Test
  void ack_withATokenFromBeforeACrash_isRefused() {
    rig.call(9, publish("a"));
    Leased before = rig.take(1, 1);
    rig.crash(0);
    rig.take(1, 1);
    assertRefused(rig.ack(1, before.token()), QueueError.LEASE_LOST);
  }

  @Test
  void ack_afterTheLeaseWentToAnother_isRefused_andTheOtherKeepsIt() {
    rig.call(9, publish("a"));
    Leased slow = rig.take(1, 1);
    rig.tick(TIMEOUT);
    Leased other = rig.take(2, 1);
    assertThat(offsets(other)).containsExactly(0L);
    assertThat(other.deliveries().getFirst().deliveries()).isEqualTo(2);
    assertRefused(rig.ack(1, slow.token()), QueueError.LEASE_LOST);
    assertThat(rig.ack(2, other.token())).isEqualTo(new Acked(1));
  }

  @Test
  void lease_expiresAtItsTimeout_notBefore() {
    rig.call(9, publish("a"));
    rig.take(1, 1);
    rig.tick(TIMEOUT.minusNanos(1));
    assertThat(offsets(rig.take(2, 1))).isEmpty();
    rig.tick(Duration.ofNanos(1));
    assertThat(offsets(rig.take(2, 1))).containsExactly(0L);
    GroupState state = rig.state().groups().getFirst();
    assertThat(state.expired()).isEqualTo(1);
    assertThat(state.redelivered()).isEqualTo(1);
  }

  @Test
  void lease_doesNotDependOnTheTimeOfDay() {
    rig.call(9, publish("a"));
    Leased leased = rig.take(1, 1);
    rig.setEpochMicros(rig.now().epochMicros() + Duration.ofDays(9).toNanos() / 1_000);
    assertThat(offsets(rig.take(2, 1))).isEmpty();
    rig.setEpochMicros(0);
    assertThat(rig.ack(1, leased.token())).isEqualTo(new Acked(1));
  }

  @Test
  void extend_startsTheTimeoutAnew() {
    rig.call(9, publish("a"));
    Leased leased = rig.take(1, 1);
    rig.tick(TIMEOUT.minusSeconds(1));
    assertThat(rig.call(1, new Extend(Rig.TOPIC, Rig.GROUP, leased.token()))).isEqualTo(new Done());
    rig.tick(TIMEOUT.minusSeconds(1));
    assertThat(rig.ack(1, leased.token())).isEqualTo(new Acked(1));
    Extend lost = new Extend(Rig.TOPIC, Rig.GROUP, leased.token());
    assertRefused(rig.call(1, lost), QueueError.LEASE_LOST);
    assertRefused(rig.call(1, new Extend(Rig.TOPIC, "no", 1)), QueueError.LEASE_LOST);
  }

  @Test
  void release_givesTheMessagesToAnotherMemberThatWaits() {
    rig.call(9, publish("a", "b"));
    Leased first = rig.take(1, 9);
    long waits = rig.ask(2, lease(9, 10_000));
    rig.commit();
    assertThat(rig.reply(waits)).isEmpty();
    assertThat(rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, first.token()))).isEqualTo(new Done());
    assertThat(offsets(rig.reply(waits).orElseThrow())).containsExactly(0L, 1L);
    Release again = new Release(Rig.TOPIC, Rig.GROUP, first.token());
    assertRefused(rig.call(1, again), QueueError.LEASE_LOST);
  }

  @Test
  void returnedMessages_goOutBeforeNewOnes_inOrder() {
    rig.call(9, publish("a", "b", "c", "d"));
    Leased first = rig.take(1, 1);
    Leased second = rig.take(1, 1);
    rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, second.token()));
    rig.call(1, new Release(Rig.TOPIC, Rig.GROUP, first.token()));
    assertThat(offsets(rig.take(2, 9))).containsExactly(0L, 1L);
    assertThat(offsets(rig.take(2, 9))).containsExactly(2L, 3L);
  }

  @Test
  void closedSession_givesBackWhatItHeld_atOnce() {
    rig.call(9, publish("a", "b", "c"));
    rig.take(1, 1);
    Leased kept = rig.take(2, 1);
    rig.take(1, 1);
    rig.closeSession(1);
    rig.commit();
    assertThat(offsets(rig.take(3, 9))).containsExactly(0L);
    assertThat(offsets(rig.take(3, 9))).containsExactly(2L);
    assertThat(rig.ack(2, kept.token())).isEqualTo(new Acked(1));
  }

  @Test
  void closedSession_thatWaits_getsNoLease() {
    long waits = rig.ask(1, lease(9, 10_000));
    rig.commit();
    rig.closeSession(1);
    rig.call(9, publish("a"));
    assertRefused(rig.reply(waits).orElseThrow(), QueueError.CLOSED);
    assertThat(offsets(rig.take(2, 9))).containsExactly(0L);
  }

  @Test
  void waitingMembers_areServedInOrder() {
    long first = rig.ask(1, lease(1, 10_000));
    long second = rig.ask(2, lease(1, 10_000));
    rig.commit();
    rig.call(9, publish("a", "b"));
    assertThat(offsets(rig.reply(first).orElseThrow())).containsExactly(0L);
    assertThat(offsets(rig.reply(second).orElseThrow())).containsExactly(1L);
  }

  @Test
  void waitingMember_withNothingThere_isAnsweredEmptyAtItsDeadline() {
    long waits = rig.ask(1, lease(1, 50));
    rig.commit();
    rig.tick(Duration.ofMillis(50));
    assertThat(offsets(rig.reply(waits).orElseThrow())).isEmpty();
  }

  @Test
  void member_atItsLimit_waits_andDoesNotHoldUpOthers() {
    TopicLimits limits = new TopicLimits(TIMEOUT, 2, 9, 999, 999, 9, 9, Durability.SYNCED);
    Rig small = new Rig(limits);
    small.call(9, publish("a", "b", "c", "d"));
    Leased two = small.take(1, 9);
    assertThat(offsets(two)).containsExactly(0L, 1L);
    long waits = small.ask(1, lease(9, 10_000));
    small.commit();
    assertThat(offsets(small.take(2, 1))).containsExactly(2L);
    assertThat(small.reply(waits)).isEmpty();
    small.ack(1, two.token());
    assertThat(offsets(small.reply(waits).orElseThrow())).containsExactly(3L);
  }

  @Test
  void lease_withFewBytes_getsOneMessageAtLeast() {
    rig.call(9, publish("a", "b"));
    Lease tiny = new Lease(Rig.TOPIC, Rig.GROUP, new StartPosition.Earliest(), 9, 1, 0);
    assertThat(offsets(rig.call(1, tiny))).containsExactly(0L);
  }

  @Test
  void lease_ofADamagedBatch_saysCorrupt() {
    rig.call(9, publish("a"));
    rig.log.damagedOffset = 0;
    assertThat(rig.core.damage()).isEmpty();
    assertRefused(rig.call(1, lease(1, 0)), QueueError.CORRUPT);
    assertThat(rig.core.damage())
        .hasValueSatisfying(place -> assertThat(place).startsWith("offset 0 is damaged: "));
  }

  @Test
  void state_tellsProgress() {
    rig.call(9, publish("a", "b", "c"));
    Leased first = rig.take(1, 1);
    rig.take(1, 1);
    rig.ack(1, first.token());
    assertThat(rig.state().groups())
        .containsExactly(new GroupState(Rig.GROUP, 1, 1, 1, 2, 0, 0, 0, List.of(Rig.instance(1))));
  }

  @Test
  void retention_isHeldByTheSlowestRetainedGroup_asFarAsItsAcksAreDurable() {
    StartPosition earliest = new StartPosition.Earliest();
    rig.call(1, new AdminRequest.CreateGroup(Rig.TOPIC, Rig.GROUP, earliest, true));
    rig.call(9, publish("a", "b"));
    Leased leased = rig.take(1, 2);
    rig.ack(1, leased.token());
    rig.log.room = Room.LOG_FULL;
    long ticket = rig.ask(9, publish(Producer.ANONYMOUS, 5_000, "c"));
    rig.event(new Event.Tick());
    assertThat(rig.log.holdOffset).as("the ack is not durable").isZero();
    assertThat(rig.log.firstOffset).isZero();
    rig.tick(Duration.ofMillis(100));
    rig.tick(Duration.ofMillis(1));
    assertThat(rig.reply(ticket)).contains(new Published(2, 1, Durability.SYNCED));
    assertThat(rig.log.firstOffset).isEqualTo(2);
  }

  @Test
  void retention_ofTheDefaultTopicWithoutGroups_dropsNothing_forTheFirstOneMayWantAllOfIt() {
    Rig main = new Rig(TopicLimits.DEFAULT, QueueRequest.DEFAULT_TOPIC);
    main.call(9, publish("a"));
    main.log.room = Room.LOG_FULL;
    assertThat(main.call(9, publish("b")))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(QueueError.BUSY);
              assertThat(refused.message()).contains("start a collector");
            });
    assertThat(main.log.holdOffset).isZero();
    assertThat(main.log.firstOffset).isZero();
  }
}
