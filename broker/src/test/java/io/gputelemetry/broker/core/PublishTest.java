package io.gputelemetry.broker.core;

import static io.gputelemetry.broker.core.Rig.assertRefused;
import static io.gputelemetry.broker.core.Rig.publish;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.core.TopicLog.Room;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Duplicate;
import io.gputelemetry.queue.QueueReply.Published;
import io.gputelemetry.queue.QueueRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PublishTest {
  private static final long PRODUCER = 42;

  private final Rig rig = new Rig(TopicLimits.DEFAULT, QueueRequest.DEFAULT_TOPIC);

  @Test
  void publish_beforeTheCommit_isNotAnswered() {
    long ticket = rig.ask(1, publish("a"));
    assertThat(rig.core.takeAnswers()).isEmpty();
    assertThat(rig.log.unsynced()).isEqualTo(1);

    assertThat(rig.commit()).as("synced").isTrue();

    assertThat(rig.reply(ticket)).contains(new Published(0, 1, Durability.SYNCED));
    assertThat(rig.log.unsynced()).isZero();
  }

  @Test
  void publish_severalInOneTurn_getDenseOffsets() {
    long first = rig.ask(1, publish("a", "b"));
    long second = rig.ask(2, publish("c"));
    rig.commit();
    assertThat(rig.reply(first)).contains(new Published(0, 2, Durability.SYNCED));
    assertThat(rig.reply(second)).contains(new Published(2, 1, Durability.SYNCED));
    assertThat(rig.state().samplesPublished()).isEqualTo(6);
  }

  @Test
  void publish_repeated_isRecognisedAndNotAppended() {
    rig.call(1, numbered(0, 0));
    rig.call(1, numbered(0, 1));
    assertThat(rig.call(2, numbered(0, 0))).isEqualTo(new Duplicate(0));
    assertThat(rig.call(2, numbered(0, 1))).isEqualTo(new Duplicate(1));
    assertThat(rig.log.endOffset()).isEqualTo(2);
    assertThat(rig.state().duplicatesRefused()).isEqualTo(2);
  }

  @Test
  void publish_repeatedInTheSameTurn_isAnsweredOnlyWhenTheFirstCopyIsDurable() {
    rig.ask(1, numbered(0, 0));
    long repeat = rig.ask(2, numbered(0, 0));
    assertThat(rig.core.takeAnswers()).isEmpty();
    assertThat(rig.commit()).isTrue();
    assertThat(rig.reply(repeat)).contains(new Duplicate(0));
  }

  @Test
  void publish_repeatedAfterACrash_isRecognised() {
    rig.call(1, numbered(0, 0));
    rig.call(1, numbered(0, 1));
    rig.crash(0);
    assertThat(rig.call(1, numbered(0, 1))).isEqualTo(new Duplicate(1));
    assertThat(rig.call(1, numbered(0, 2))).isEqualTo(new Published(2, 1, Durability.SYNCED));
  }

  @Test
  void publish_lostInACrash_isAppendedByTheRepeat() {
    rig.call(1, numbered(0, 0));
    rig.ask(1, numbered(0, 1));
    rig.crash(0);
    assertThat(rig.call(1, numbered(0, 1))).isEqualTo(new Published(1, 1, Durability.SYNCED));
  }

  @Test
  void publish_repeatedAfterMoreThan64Batches_isRecognisedWithoutItsPlace() {
    for (int number = 0; number < 70; number++) {
      rig.call(1, numbered(0, number));
    }
    assertThat(rig.call(1, numbered(0, 5))).isEqualTo(new Duplicate(-1));
    assertThat(rig.call(1, numbered(0, 6))).isEqualTo(new Duplicate(6));
    rig.crash(0);
    assertThat(rig.call(1, numbered(0, 5))).isEqualTo(new Duplicate(-1));
    assertThat(rig.call(1, numbered(0, 6))).isEqualTo(new Duplicate(6));
  }

  @Test
  void publish_withAnOlderEpoch_isFenced() {
    rig.call(1, numbered(1, 0));
    assertRefused(rig.call(1, numbered(0, 1)), QueueError.FENCED);
    rig.crash(0);
    assertRefused(rig.call(1, numbered(0, 1)), QueueError.FENCED);
  }

  @Test
  void publish_withANewerEpoch_beginsToCountAnew() {
    rig.call(1, numbered(0, 0));
    assertThat(rig.call(1, numbered(1, 0))).isEqualTo(new Published(1, 1, Durability.SYNCED));
    assertThat(rig.call(1, numbered(1, 0))).isEqualTo(new Duplicate(1));
  }

  @Test
  void publish_anonymous_isNeverARepeat() {
    rig.call(1, publish("a"));
    assertThat(rig.call(1, publish("a"))).isEqualTo(new Published(1, 1, Durability.SYNCED));
  }

  @Test
  void publish_withAnIdOfASequenceThatIsNotThere_isRefused() {
    Producer producer = new Producer(Long.MIN_VALUE | 5, 0, 0, 0);
    assertRefused(rig.call(1, publish(producer, 0, "a")), QueueError.NOT_FOUND);
  }

  @Test
  void publish_withImpossibleNumbers_isRefused() {
    assertRefused(rig.call(1, numbered(0, -1)), QueueError.BAD_REQUEST);
    assertRefused(rig.call(1, numbered(-1, 0)), QueueError.BAD_REQUEST);
    assertRefused(rig.call(1, numbered(0, Long.MAX_VALUE)), QueueError.BAD_REQUEST);
  }

  @Test
  void publish_withTooManyHoles_isRefused() {
    for (int i = 0; i < 1_000; i++) {
      rig.ask(1, numbered(0, 2 * i + 1));
    }
    rig.commit();
    assertRefused(rig.call(1, numbered(0, 5_000)), QueueError.BAD_REQUEST);
    assertThat(rig.call(1, numbered(0, 0))).isInstanceOf(Published.class);
  }

  @Test
  void publish_aboveTheLimit_isTooLarge() {
    String text = "x".repeat(TopicLimits.DEFAULT.batchBytesMax());
    assertRefused(rig.call(1, publish(text)), QueueError.TOO_LARGE);
  }

  @Test
  void producers_aboveTheBound_leastRecentlyHeardOfIsForgotten() {
    TopicLimits two =
        new TopicLimits(Duration.ofSeconds(30), 9, 9, 999, 999, 9, 2, Durability.SYNCED);
    Rig small = new Rig(two);
    small.call(1, publish(new Producer(1, 0, 0, 0), 0, "a"));
    small.call(1, publish(new Producer(2, 0, 0, 0), 0, "b"));
    small.call(1, publish(new Producer(1, 0, 1, 0), 0, "c"));
    small.call(1, publish(new Producer(3, 0, 0, 0), 0, "d"));
    assertThat(small.state().producers()).isEqualTo(2);
    assertThat(small.core.producersForgotten()).isEqualTo(1);
    assertThat(small.call(1, publish(new Producer(1, 0, 0, 0), 0, "a")))
        .isEqualTo(new Duplicate(0));
    assertThat(small.call(1, publish(new Producer(2, 0, 0, 0), 0, "b")))
        .isInstanceOf(Published.class);
  }

  @Test
  void publish_whileTheLogIsFull_waitsUntilThereIsRoom() {
    rig.log.room = Room.LOG_FULL;
    long first = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "a"));
    long second = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "b"));
    rig.commit();
    assertThat(rig.reply(first)).isEmpty();

    rig.log.room = Room.FREE;
    rig.tick(Duration.ofMillis(10));

    assertThat(rig.reply(first)).contains(new Published(0, 1, Durability.SYNCED));
    assertThat(rig.reply(second)).contains(new Published(1, 1, Durability.SYNCED));
  }

  @Test
  void publish_whileTheLogStaysFull_isBusyAfterItsTimeout() {
    rig.call(1, Rig.lease(1, 0));
    rig.log.room = Room.LOG_FULL;
    long ticket = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "a"));
    rig.commit();
    rig.tick(Duration.ofMillis(999));
    assertThat(rig.reply(ticket)).isEmpty();
    rig.tick(Duration.ofMillis(1));
    assertRefused(rig.reply(ticket).orElseThrow(), QueueError.BUSY);
    assertThat(rig.log.endOffset()).isZero();
  }

  @Test
  void publish_behindAnotherThatWaits_doesNotOvertakeIt() {
    rig.log.room = Room.LOG_FULL;
    long first = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "a"));
    rig.log.room = Room.FREE;
    long second = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "b"));
    rig.commit();
    rig.tick(Duration.ZERO);
    assertThat(rig.reply(first)).contains(new Published(0, 1, Durability.SYNCED));
    assertThat(rig.reply(second)).contains(new Published(1, 1, Durability.SYNCED));
  }

  @Test
  void publish_repeatedWhileItWaitsForRoom_isAppendedOnce() {
    rig.log.room = Room.LOG_FULL;
    long first = rig.ask(1, publish(new Producer(PRODUCER, 0, 0, 0), 1_000, "a"));
    long repeat = rig.ask(2, publish(new Producer(PRODUCER, 0, 0, 0), 1_000, "a"));
    rig.log.room = Room.FREE;
    rig.tick(Duration.ZERO);
    assertThat(rig.reply(first)).contains(new Published(0, 1, Durability.SYNCED));
    assertThat(rig.reply(repeat)).contains(new Duplicate(0));
  }

  @Test
  void publish_whileTheDiskIsFull_saysSo() {
    rig.log.room = Room.DISK_FULL;
    assertRefused(rig.call(1, publish("a")), QueueError.STORAGE_FULL);
  }

  @Test
  void publish_whoseSessionCloses_isNotAppended() {
    rig.log.room = Room.LOG_FULL;
    long ticket = rig.ask(1, publish(Producer.ANONYMOUS, 1_000, "a"));
    rig.closeSession(1);
    rig.log.room = Room.FREE;
    rig.tick(Duration.ZERO);
    assertRefused(rig.reply(ticket).orElseThrow(), QueueError.CLOSED);
    assertThat(rig.log.endOffset()).isZero();
  }

  private static QueueRequest.Publish numbered(int epoch, long number) {
    return publish(new Producer(PRODUCER, epoch, number, 0), 0, "m" + number);
  }
}
