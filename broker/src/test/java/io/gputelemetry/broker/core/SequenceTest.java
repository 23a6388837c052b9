package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Granted;
import io.gputelemetry.queue.QueueReply.NoRange;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueReply.SequenceFinished;
import io.gputelemetry.queue.QueueReply.SequenceOpened;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueRequest.LeaseSequence;
import io.gputelemetry.queue.QueueRequest.OpenSequence;
import io.gputelemetry.queue.QueueRequest.ReleaseGrant;
import io.gputelemetry.queue.TopicState.SequenceState;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Rig rig = new Rig();

  @Test
  void open_assignsAnIdThatNoClientCanHave_andKeepsIt() {
    long id = open(10, 0);
    assertThat(id).isNegative();
    assertThat(open(10, 0)).isEqualTo(id);
    rig.crash(0);
    assertThat(open(10, 0)).isEqualTo(id);
  }

  @Test
  void open_isDurableBeforeItIsAnswered() {
    rig.ask(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 0));
    assertThat(rig.commit()).isTrue();
    rig.ask(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 0));
    assertThat(rig.commit()).as("nothing new").isFalse();
  }

  @Test
  void lease_ofASequenceThatIsNotThere_isRefused() {
    assertRefused(rig.call(1, lease(5, 0)), QueueError.NOT_FOUND);
    assertRefused(rig.call(1, release(5)), QueueError.LEASE_LOST);
  }

  @Test
  void sequences_aboveTheBound_areRefused() {
    Rig small = new Rig(new TopicLimits(TIMEOUT, 9, 9, 999, 999, 1, 9, Durability.SYNCED));
    small.call(1, new OpenSequence(Rig.TOPIC, "a", 1, 0));
    assertRefused(small.call(1, new OpenSequence(Rig.TOPIC, "b", 1, 0)), QueueError.BAD_REQUEST);
  }

  @Test
  void ranges_coverThePassWithoutHoleAndOverlap() {
    long id = open(10, 2);
    Granted first = grant(1, 4);
    Granted second = grant(2, 4);
    Granted third = grant(1, 4);
    Granted fourth = grant(2, 4);
    assertThat(first.producerId()).isEqualTo(id);
    assertRange(first, 0, 0, 0, 4);
    assertRange(second, 1, 0, 4, 4);
    assertRange(third, 2, 0, 8, 2);
    assertRange(fourth, 3, 1, 0, 4);
  }

  @Test
  void grantedAt_risesByAMillisecondAtLeast_evenIfTheClockGoesBack() {
    open(10, 0);
    long first = grant(1, 1).grantedAtMicros();
    assertThat(first).isEqualTo(rig.now().epochMicros());
    assertThat(grant(1, 1).grantedAtMicros()).isEqualTo(first + 1_000);
    rig.setEpochMicros(5);
    assertThat(grant(1, 1).grantedAtMicros()).isEqualTo(first + 2_000);
  }

  @Test
  void grantedAt_leavesAMicrosecondForEachRowOfTheRangeBefore() {
    open(20_000, 0);
    Granted first = grant(1, 5_000);
    assertThat(first.count()).isEqualTo(5_000);
    assertThat(grant(1, 5_000).grantedAtMicros()).isEqualTo(first.grantedAtMicros() + 5_000);
  }

  @Test
  void grant_isDurableBeforeItIsAnswered() {
    open(10, 0);
    rig.ask(1, lease(5, 0));
    assertThat(rig.core.takeAnswers()).isEmpty();
    assertThat(rig.commit()).as("synced").isTrue();
  }

  @Test
  void grant_afterACrash_isHandedOutAgainUnchanged() {
    open(10, 0);
    Granted before = grant(1, 5);
    rig.crash(0);
    rig.advance(Duration.ofMinutes(1));
    Granted after = grant(2, 3);
    assertSameRange(after, before);
    assertThat(after.token()).isNotEqualTo(before.token());
    assertRange(grant(2, 3), 1, 0, 5, 3);
  }

  @Test
  void grant_whoseTimeIsOver_goesToAnother_andTheOldTokenIsRefused() {
    open(10, 0);
    Granted slow = grant(1, 5);
    rig.tick(TIMEOUT);
    Granted other = grant(2, 5);
    assertSameRange(other, slow);
    assertRefused(rig.call(1, complete(slow)), QueueError.LEASE_LOST);
    assertThat(rig.call(2, complete(other))).isInstanceOf(Published.class);
    assertThat(rig.call(1, complete(slow))).isEqualTo(new Duplicate(0));
  }

  @Test
  void grant_withoutItsToken_cannotBePublished() {
    open(10, 0);
    Granted grant = grant(1, 5);
    Producer forged = new Producer(grant.producerId(), 0, grant.number(), 0);
    assertRefused(rig.call(1, publish(forged, 0, "x")), QueueError.LEASE_LOST);
    Producer early = new Producer(grant.producerId(), 0, 7, grant.token());
    assertRefused(rig.call(1, publish(early, 0, "x")), QueueError.LEASE_LOST);
    assertThat(rig.log.endOffset()).isZero();
  }

  @Test
  void completion_isOneWriteWithTheBatch() {
    open(10, 1);
    Granted grant = grant(1, 5);
    rig.ask(1, complete(grant));
    int before = rig.log.unsynced();
    rig.crash(before);
    assertThat(rig.call(1, complete(grant))).isEqualTo(new Duplicate(0));
    assertRange(grant(1, 9), 1, 0, 5, 5);
  }

  @Test
  void completion_lostInACrash_isPublishedByTheNextHolder() {
    open(10, 1);
    Granted grant = grant(1, 5);
    rig.ask(1, complete(grant));
    rig.crash(0);
    Granted again = grant(2, 5);
    assertSameRange(again, grant);
    assertThat(rig.call(2, complete(again))).isEqualTo(new Published(0, 1, Durability.SYNCED));
  }

  @Test
  void closedSession_givesItsGrantsBack_lowestFirst() {
    open(100, 0);
    Granted first = grant(1, 5);
    Granted second = grant(1, 5);
    Granted other = grant(2, 5);
    rig.closeSession(1);
    rig.commit();
    assertSameRange(grant(3, 50), first);
    assertSameRange(grant(3, 50), second);
    assertThat(grant(3, 5).number()).isEqualTo(other.number() + 1);
  }

  @Test
  void release_givesAGrantBack() {
    open(100, 0);
    Granted first = grant(1, 5);
    assertThat(rig.call(1, release(first.token()))).isEqualTo(new Done());
    assertRefused(rig.call(1, release(first.token())), QueueError.LEASE_LOST);
    assertSameRange(grant(2, 5), first);
  }

  @Test
  void lastRanges_inOtherHands_meanWaiting_andTheEndIsTold() {
    open(4, 1);
    Granted only = grant(1, 4);
    assertThat(rig.call(2, lease(4, 0))).isEqualTo(new NoRange());
    long waits = rig.ask(2, lease(4, 10_000));
    rig.commit();
    assertThat(rig.reply(waits)).isEmpty();
    rig.call(1, complete(only));
    assertThat(rig.reply(waits)).contains(new SequenceFinished());
    rig.crash(0);
    assertThat(rig.call(1, lease(4, 0))).isEqualTo(new SequenceFinished());
  }

  @Test
  void lastRange_releasedWhileAnotherWaits_goesToIt() {
    open(4, 1);
    Granted only = grant(1, 4);
    long waits = rig.ask(2, lease(4, 10_000));
    rig.commit();
    rig.call(1, release(only.token()));
    assertSameRange((Granted) rig.reply(waits).orElseThrow(), only);
  }

  @Test
  void waiting_endsAtItsDeadline() {
    open(4, 1);
    grant(1, 4);
    long waits = rig.ask(2, lease(4, 50));
    rig.commit();
    rig.tick(Duration.ofMillis(50));
    assertThat(rig.reply(waits)).contains(new NoRange());
  }

  @Test
  void session_atItsLimitOfGrants_waits() {
    Rig small = new Rig(new TopicLimits(TIMEOUT, 9, 1, 999, 999, 9, 9, Durability.SYNCED));
    small.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 100, 0));
    assertThat(small.call(1, lease(1, 0))).isInstanceOf(Granted.class);
    assertThat(small.call(1, lease(1, 0))).isEqualTo(new NoRange());
    assertThat(small.call(2, lease(1, 0))).isInstanceOf(Granted.class);
  }

  @Test
  void rows_changed_takeEffectWithTheNextPass_alsoAfterACrash() {
    open(10, 0);
    assertRange(grant(1, 6), 0, 0, 0, 6);
    open(3, 0);
    rig.crash(0);
    rig.closeSession(1);
    assertRange(grant(1, 9), 0, 0, 0, 6);
    assertRange(grant(1, 9), 1, 0, 6, 4);
    assertRange(grant(1, 9), 2, 1, 0, 3);
    assertRange(grant(1, 9), 3, 2, 0, 3);
  }

  @Test
  void anotherNumberOfRows_isRefused_andSaysWhatToDo_alsoAfterACrash() {
    open(10, 0, 77);
    rig.crash(0);
    assertForeign(new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 4, 1, 78), "it has 10 rows", "has 4");
    assertForeign(new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 4, 1), "STREAM_ID", "sequence reset s");
    assertThat(rig.state().sequences().getFirst().rows()).isEqualTo(10);
    assertThat(rig.state().sequences().getFirst().passes()).as("as before").isZero();
  }

  @Test
  void anotherContent_ofAsManyRows_isRefused() {
    long id = open(10, 0, 0xab);
    assertForeign(
        new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 0, 0xcd),
        "00000000000000ab",
        "this file 00000000000000cd");
    assertThat(open(10, 0, 0xab)).isEqualTo(id);
    assertThat(open(10, 0)).as("who does not tell").isEqualTo(id);
    assertThat(open(10, 0, 0xab)).as("still known").isEqualTo(id);
  }

  @Test
  void content_toldOfASequenceWithout_isKept_butItsRowsMustBeTheSame() {
    open(10, 0);
    grant(1, 5);
    assertForeign(new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 9, 0, 77), "it has 10 rows");
    open(10, 0, 77);
    rig.crash(0);
    assertForeign(new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 0, 78), "content differs");
  }

  @Test
  void reset_letsTheFirstToTellDecide_fromItsFirstRow() {
    long id = open(10, 1, 77);
    grant(1, 5);
    rig.call(1, new ResetSequence(Rig.TOPIC, Rig.SEQUENCE));
    rig.crash(0);
    assertThat(open(4, 1, 78)).isNotEqualTo(id);
    assertForeign(new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 1, 77), "it has 4 rows");
    assertRange(grant(1, 9), 0, 0, 0, 4);
    assertThat(rig.call(2, lease(9, 0))).as("no more").isEqualTo(new NoRange());
  }

  @Test
  void passes_changed_count_andWhoChangedThemIsTold() {
    long id = open(10, 1, 77);
    OpenSequence three = new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 3, 77);
    assertThat(rig.call(2, three)).isEqualTo(new SequenceOpened(id, OptionalLong.of(1)));
    assertThat(rig.call(2, three)).isEqualTo(new SequenceOpened(id));
    assertThat(rig.state().sequences().getFirst().passes()).isEqualTo(3);
    OpenSequence keeping =
        new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, OpenSequence.KEEP_PASSES, 77);
    assertThat(rig.call(1, keeping)).isEqualTo(new SequenceOpened(id));
    assertThat(rig.state().sequences().getFirst().passes()).isEqualTo(3);
    OpenSequence unknown = new OpenSequence(Rig.TOPIC, "other", 10, OpenSequence.KEEP_PASSES, 77);
    assertRefused(rig.call(1, unknown), QueueError.NOT_FOUND);
    OpenSequence older = new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, 10, 2);
    assertThat(rig.call(1, older)).as("an older client's frame").isEqualTo(new SequenceOpened(id));
  }

  @Test
  void passes_raised_letAFinishedSequenceGoOn() {
    open(2, 1);
    rig.call(1, complete(grant(1, 2)));
    assertThat(rig.call(1, lease(2, 0))).isEqualTo(new SequenceFinished());
    open(2, 2);
    assertRange(grant(1, 2), 1, 1, 0, 2);
  }

  @Test
  void state_tellsProgress() {
    long id = open(10, 3);
    rig.call(1, complete(grant(1, 4)));
    grant(1, 3);
    assertThat(rig.state().sequences())
        .containsExactly(new SequenceState(Rig.SEQUENCE, id, 10, 3, 0, 7, 1, 4, 1));
    rig.crash(0);
    assertThat(rig.state().sequences())
        .containsExactly(new SequenceState(Rig.SEQUENCE, id, 10, 3, 0, 7, 1, 4, 1));
  }

  private void assertForeign(OpenSequence request, String... words) {
    Refused refused = (Refused) rig.call(2, request);
    assertThat(refused.error()).isEqualTo(QueueError.ALREADY_EXISTS);
    assertThat(refused.message()).contains(words);
  }

  private long open(long rows, long passes, long content) {
    OpenSequence request = new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, rows, passes, content);
    return ((SequenceOpened) rig.call(1, request)).producerId();
  }

  private long open(long rows, long passes) {
    QueueReply reply = rig.call(1, new OpenSequence(Rig.TOPIC, Rig.SEQUENCE, rows, passes));
    return ((SequenceOpened) reply).producerId();
  }

  private Granted grant(long session, int maxRows) {
    return (Granted) rig.call(session, lease(maxRows, 0));
  }

  private static LeaseSequence lease(int maxRows, int waitMillis) {
    return new LeaseSequence(Rig.TOPIC, Rig.SEQUENCE, maxRows, waitMillis);
  }

  private static ReleaseGrant release(long token) {
    return new ReleaseGrant(Rig.TOPIC, Rig.SEQUENCE, token);
  }

  private static QueueRequest.Publish complete(Granted grant) {
    Producer producer = new Producer(grant.producerId(), 0, grant.number(), grant.token());
    return publish(producer, 0, "range " + grant.number());
  }

  private static void assertRange(Granted grant, long number, long pass, long row, int count) {
    assertThat(grant.number()).isEqualTo(number);
    assertThat(grant.pass()).isEqualTo(pass);
    assertThat(grant.firstRow()).isEqualTo(row);
    assertThat(grant.count()).isEqualTo(count);
  }

  private static void assertSameRange(Granted again, Granted before) {
    assertRange(again, before.number(), before.pass(), before.firstRow(), before.count());
    assertThat(again.grantedAtMicros()).isEqualTo(before.grantedAtMicros());
  }
}
