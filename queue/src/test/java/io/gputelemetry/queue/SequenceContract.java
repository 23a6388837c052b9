package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every way to a broker promises, sequences included. */
public abstract class SequenceContract extends QueueContract {
  private static final String SEQUENCE = "dcgm_csv";

  @Test
  void sequence_grantsEveryRowOfEveryPassOnce_andThenIsFinished() {
    MessageQueue queue = session();
    long producer = queue.openSequence(TOPIC, SEQUENCE, 10, 2).producerId();
    assertThat(producer).isNotZero();
    Set<String> rows = new HashSet<>();
    long lastGrantedAt = Long.MIN_VALUE;
    int granted = 0;
    while (queue.leaseSequence(TOPIC, SEQUENCE, 4, NO_WAIT) instanceof QueueReply.Granted grant) {
      assertThat(grant.producerId()).isEqualTo(producer);
      assertThat(grant.count()).isBetween(1, 4);
      assertThat(grant.grantedAtMicros()).isGreaterThanOrEqualTo(lastGrantedAt);
      lastGrantedAt = grant.grantedAtMicros() + 1000;
      for (int i = 0; i < grant.count(); i++) {
        assertThat(rows.add(grant.pass() + "/" + (grant.firstRow() + i))).isTrue();
      }
      granted += grant.count();
      publish(queue, producer(grant), "range " + grant.number());
    }
    assertThat(granted).isEqualTo(20);
    for (int pass = 0; pass < 2; pass++) {
      for (int row = 0; row < 10; row++) {
        assertThat(rows).contains(pass + "/" + row);
      }
    }
    assertThat(queue.leaseSequence(TOPIC, SEQUENCE, 4, NO_WAIT))
        .isEqualTo(new QueueReply.SequenceFinished());
    TopicState.SequenceState state = state(queue).sequences().getFirst();
    assertThat(state.completedRows()).isEqualTo(20);
    assertThat(state.outstanding()).isZero();
  }

  @Test
  void sequence_withAllRangesGranted_hasNoneToGive() {
    MessageQueue queue = session();
    var _ = queue.openSequence(TOPIC, SEQUENCE, 3, 1);
    QueueReply.Granted grant = grant(queue, 10);
    assertThat(grant.count()).isEqualTo(3);
    assertThat(session().leaseSequence(TOPIC, SEQUENCE, 10, NO_WAIT))
        .isEqualTo(new QueueReply.NoRange());
    publish(queue, producer(grant), "all");
    assertThat(queue.leaseSequence(TOPIC, SEQUENCE, 10, NO_WAIT))
        .isEqualTo(new QueueReply.SequenceFinished());
  }

  @Test
  void sequence_openedTwice_isOne() {
    long first = session().openSequence(TOPIC, SEQUENCE, 10, 0).producerId();
    assertThat(session().openSequence(TOPIC, SEQUENCE, 10, 0).producerId()).isEqualTo(first);
    assertThat(session().openSequence(TOPIC, "another", 10, 0).producerId()).isNotEqualTo(first);
  }

  @Test
  void grant_givenBack_isGrantedAgainUnchanged_butForTheToken() {
    MessageQueue first = session();
    var _ = first.openSequence(TOPIC, SEQUENCE, 100, 1);
    QueueReply.Granted grant = grant(first, 10);
    assertThat(first.releaseGrant(TOPIC, SEQUENCE, grant.token())).isTrue();
    assertThat(first.releaseGrant(TOPIC, SEQUENCE, grant.token())).isFalse();
    advance(Duration.ofMillis(20));
    QueueReply.Granted again = grant(session(), 10);
    assertSameRange(again, grant);
    assertRefused(first, grant);
  }

  @Test
  void grant_thatExpires_goesToAnother_andTheOldTokenIsRefused() {
    MessageQueue slow = session();
    var _ = slow.openSequence(TOPIC, SEQUENCE, 100, 1);
    QueueReply.Granted grant = grant(slow, 10);
    advance(Duration.ofMillis(grant.timeoutMillis() + 1));
    MessageQueue quick = session();
    QueueReply.Granted again = grant(quick, 10);
    assertSameRange(again, grant);
    assertRefused(slow, grant);
    publish(quick, producer(again), "done");
    QueueReply repeated = quick.publish(TOPIC, producer(again), messages("done"), Duration.ZERO);
    assertThat(repeated).isInstanceOf(QueueReply.Duplicate.class);
  }

  @Test
  void session_closed_givesItsGrantsBack() {
    MessageQueue leaving = session();
    var _ = leaving.openSequence(TOPIC, SEQUENCE, 10, 1);
    QueueReply.Granted grant = grant(leaving, 10);
    leaving.close();
    MessageQueue other = session();
    QueueReply reply = other.leaseSequence(TOPIC, SEQUENCE, 10, LONG_WAIT);
    assertThat(reply)
        .isInstanceOfSatisfying(QueueReply.Granted.class, again -> assertSameRange(again, grant));
  }

  @Test
  void streamers_sharingASequence_doEveryRangeOnce() {
    List<MessageQueue> streamers = List.of(session(), session(), session());
    var _ = streamers.getFirst().openSequence(TOPIC, SEQUENCE, 30, 1);
    List<QueueReply.Granted> grants = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      grants.add(grant(streamers.get(i % 3), 5));
    }
    for (int i = 5; i >= 0; i--) {
      publish(streamers.get(i % 3), producer(grants.get(i)), "range");
    }
    assertThat(grants.stream().map(QueueReply.Granted::number).distinct()).hasSize(6);
    assertThat(state(streamers.getFirst()).endOffset()).isEqualTo(6);
  }

  private static void assertSameRange(QueueReply.Granted again, QueueReply.Granted grant) {
    assertThat(again.token()).isNotEqualTo(grant.token());
    assertThat(again)
        .usingRecursiveComparison()
        .ignoringFields("token", "timeoutMillis")
        .isEqualTo(grant);
  }

  private static void assertRefused(MessageQueue queue, QueueReply.Granted grant) {
    QueueReply late = queue.publish(TOPIC, producer(grant), messages("late"), Duration.ZERO);
    assertThat(late)
        .isInstanceOfSatisfying(
            QueueReply.Refused.class,
            refused -> assertThat(refused.error()).isIn(QueueError.LEASE_LOST, QueueError.FENCED));
  }

  private static Producer producer(QueueReply.Granted grant) {
    return new Producer(grant.producerId(), 0, grant.number(), grant.token());
  }

  private static QueueReply.Granted grant(MessageQueue queue, int maxRows) {
    QueueReply reply = queue.leaseSequence(TOPIC, SEQUENCE, maxRows, NO_WAIT);
    assertThat(reply).isInstanceOf(QueueReply.Granted.class);
    return (QueueReply.Granted) reply;
  }
}
