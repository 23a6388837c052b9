package io.gputelemetry.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every way to a broker promises about failing messages, groups and topics. */
public abstract class AdminContract extends ReportContract {
  private static final int MAX_DELIVERIES = 5;
  private static final String LETTERS = TOPIC + DeadLetter.TOPIC_SUFFIX;

  @Test
  void message_thatFailsTooOften_isADeadLetter_andComesBackWhenReplayed() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "poison");
    for (int i = 0; i < MAX_DELIVERIES; i++) {
      QueueReply.Leased leased = queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, LONG_WAIT);
      assertThat(queue.nack(new QueueRequest.Nack(TOPIC, GROUP, leased.token(), "bad", 0)))
          .isTrue();
    }
    Delivery delivery =
        queue.read(LETTERS, EARLIEST, MANY_BYTES, LONG_WAIT).deliveries().getFirst();
    DeadLetter letter = DeadLetter.decode(delivery.message().payload());
    assertThat(letter.reason()).isEqualTo("bad");
    assertThat(letter.failures()).isEqualTo(MAX_DELIVERIES);
    assertThat(queue.administer(new AdminRequest.ReplayDeadLetters(TOPIC, AdminRequest.ALL)))
        .isEqualTo(new QueueReply.Settled(1));
    QueueReply.Leased again = queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, LONG_WAIT);
    assertThat(again.deliveries()).hasSize(1);
    assertThat(UTF_8.decode(again.deliveries().getFirst().message().payload()).toString())
        .isEqualTo("poison");
    assertThat(queue.administer(new AdminRequest.ReplayDeadLetters(TOPIC, AdminRequest.ALL)))
        .isEqualTo(new QueueReply.Settled(0));
  }

  @Test
  void message_nackedForGood_isADeadLetterAtOnce_andTheRestOfItsLeaseGoesOn() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "good", "bad", "good");
    QueueReply.Leased leased = queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, LONG_WAIT);
    QueueRequest.Nack nack =
        QueueRequest.Nack.neverAgain(TOPIC, GROUP, leased.token(), 1, "r".repeat(1_500));
    assertThat(queue.nack(nack)).isTrue();
    assertThat(queue.nack(nack)).as("it is not held any more").isFalse();
    assertThat(queue.ack(TOPIC, GROUP, leased.token())).isTrue();
    Delivery delivery =
        queue.read(LETTERS, EARLIEST, MANY_BYTES, LONG_WAIT).deliveries().getFirst();
    DeadLetter letter = DeadLetter.decode(delivery.message().payload());
    assertThat(letter.offset()).isEqualTo(1);
    assertThat(letter.failures()).isEqualTo(1);
    assertThat(letter.reason()).isEqualTo("r".repeat(1_000));
  }

  @Test
  void partOfALease_isAckedAlone() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a", "b", "c");
    QueueReply.Leased leased = queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, NO_WAIT);
    assertThat(queue.ack(TOPIC, GROUP, leased.token(), 1, 2)).isTrue();
    assertThat(queue.ack(TOPIC, GROUP, leased.token(), 1, 2)).isFalse();
    assertThat(queue.release(TOPIC, GROUP, leased.token())).isTrue();
    assertThat(queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, NO_WAIT).deliveries())
        .extracting(Delivery::offset)
        .containsExactly(0L);
  }

  @Test
  void group_isMadePausedMovedAndDeleted() {
    MessageQueue queue = session();
    publish(queue, Producer.ANONYMOUS, "a", "b");
    StartPosition latest = new StartPosition.Latest();
    assertThat(queue.administer(new AdminRequest.CreateGroup(TOPIC, "own", latest, false)))
        .isEqualTo(new QueueReply.Positioned(2));
    assertThat(queue.administer(new AdminRequest.Seek(TOPIC, "own", EARLIEST)))
        .isEqualTo(new QueueReply.Positioned(0));
    queue.administer(new AdminRequest.PauseGroup(TOPIC, "own"));
    assertThat(queue.lease(TOPIC, "own", latest, 9, MANY_BYTES, NO_WAIT).deliveries()).isEmpty();
    assertThat(state(queue).groups().getFirst().paused()).isTrue();
    queue.administer(new AdminRequest.ResumeGroup(TOPIC, "own"));
    assertThat(queue.lease(TOPIC, "own", latest, 9, MANY_BYTES, NO_WAIT).deliveries()).hasSize(2);
    queue.administer(new AdminRequest.DeleteGroup(TOPIC, "own"));
    assertThat(state(queue).groups()).isEmpty();
  }

  @Test
  void topic_isMadeDescribedListedAndDeleted() {
    MessageQueue queue = session();
    TopicSettings settings =
        new TopicSettings(
                Optional.of(Durability.WRITTEN), 0, Duration.ZERO, Duration.ofSeconds(3), 2)
            .withCompression(Compression.ZSTD);
    queue.administer(new AdminRequest.CreateTopic(TOPIC, settings));
    queue.administer(new AdminRequest.CreateTopic(TOPIC, settings));
    QueueReply.Described described =
        (QueueReply.Described) queue.administer(new AdminRequest.DescribeTopic(TOPIC));
    assertThat(described.settings()).isEqualTo(settings.or(described.settings()));
    assertThat(described.settings().maxBytes()).isPositive();
    assertThat(queue.publish(TOPIC, Producer.ANONYMOUS, messages("a"), LONG_WAIT))
        .isEqualTo(new QueueReply.Published(0, 1, Durability.WRITTEN));
    assertThat(queue.lease(TOPIC, GROUP, EARLIEST, 9, MANY_BYTES, NO_WAIT).timeoutMillis())
        .isEqualTo(3_000);
    assertRefused(
        queue, new AdminRequest.CreateTopic(TOPIC, TopicSettings.USUAL), QueueError.ALREADY_EXISTS);
    assertThat(queue.administer(new AdminRequest.ListTopics()))
        .isEqualTo(new QueueReply.TopicNames(List.of(TOPIC)));
    queue.administer(new AdminRequest.DeleteTopic(TOPIC));
    assertRefused(queue, new AdminRequest.DescribeTopic(TOPIC), QueueError.NOT_FOUND);
    assertRefused(queue, new AdminRequest.DeleteTopic(TOPIC), QueueError.NOT_FOUND);
    assertThat(publish(queue, Producer.ANONYMOUS, "begins anew")).isZero();
  }

  private static void assertRefused(MessageQueue queue, AdminRequest request, QueueError error) {
    assertThatThrownBy(() -> queue.administer(request))
        .isInstanceOfSatisfying(
            QueueRefusedException.class, refused -> assertThat(refused.error()).isEqualTo(error))
        .message()
        .containsOnlyOnce(error.name());
  }
}
