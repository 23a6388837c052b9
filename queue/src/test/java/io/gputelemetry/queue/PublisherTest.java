package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PublisherTest {
  private static final int MESSAGE = 100;

  private final ScriptedConnection connection = new ScriptedConnection();
  private final AtomicLong aheadNanos = new AtomicLong();

  /** Batches of three messages, a buffer of nine, two batches in flight. */
  private final PublisherConfig config =
      new PublisherConfig("t", "x", 3 * MESSAGE, 9 * MESSAGE, 2, Duration.ofSeconds(10));

  private final Publisher publisher =
      new Publisher(
          connection, config, () -> System.nanoTime() + aheadNanos.get(), new SplittableRandom(1));

  @Test
  void firstGoesAtOnce_othersTogetherBehindIt() throws Exception {
    Receipt first = publish(0);
    Receipt second = publish(1);
    Receipt third = publish(2);
    ScriptedConnection.Asked one = connection.next();
    assertThat(payloads(one)).containsExactly(0);
    assertThat(connection.waiting()).isEmpty();
    one.answer(published(40, 1));
    ScriptedConnection.Asked two = connection.next();
    assertThat(payloads(two)).containsExactly(1, 2);
    assertThat(second.isDone()).isFalse();
    two.answer(published(41, 2));
    assertThat(List.of(first.offset(), second.offset(), third.offset()))
        .containsExactly(40L, 41L, 42L);
    assertThat(third.future().join()).isEqualTo(42);
    assertThat(one.number()).isZero();
    assertThat(two.number()).isEqualTo(1);
    assertThat(two.publish().producer().id()).isEqualTo(one.publish().producer().id()).isPositive();
  }

  @Test
  void fullBatches_doNotWaitForTheReply_butForTheBound() throws Exception {
    for (int i = 0; i < 8; i++) {
      publish(i);
    }
    assertThat(payloads(connection.next())).containsExactly(0);
    assertThat(payloads(connection.next())).containsExactly(1, 2, 3);
    assertThat(connection.waiting()).as("a full batch, beyond what may be in flight").isEmpty();
  }

  @Test
  void message_keepsItsTypeAndCount() throws Exception {
    var _ = publisher.publish(new Message("text/plain", 7, ByteBuffer.wrap(new byte[] {1, 2})));
    assertThat(connection.next().publish().messages())
        .containsExactly(new Message("text/plain", 7, ByteBuffer.wrap(new byte[] {1, 2})));
  }

  @Test
  void lostConnection_everythingAgain_sameNumbersSameOrder() throws Exception {
    Receipt first = publish(0);
    for (int i = 1; i < 5; i++) {
      publish(i);
    }
    ScriptedConnection.Asked one = connection.next();
    ScriptedConnection.Asked two = connection.next();
    two.lose();
    assertThat(connection.waiting()).as("one of them may still be answered").isEmpty();
    one.lose();
    ScriptedConnection.Asked oneAgain = connection.next();
    ScriptedConnection.Asked twoAgain = connection.next();
    assertThat(oneAgain.publish().producer()).isEqualTo(one.publish().producer());
    assertThat(payloads(oneAgain)).containsExactly(0);
    assertThat(twoAgain.publish().producer()).isEqualTo(two.publish().producer());
    assertThat(payloads(twoAgain)).containsExactly(1, 2, 3);
    oneAgain.answer(new QueueReply.Duplicate(17));
    assertThat(first.offset()).isEqualTo(17);
  }

  @Test
  void answeredBeforeTheLoss_isNotSentAgain() throws Exception {
    for (int i = 0; i < 5; i++) {
      publish(i);
    }
    ScriptedConnection.Asked one = connection.next();
    connection.next().lose();
    one.answer(published(0, 1));
    assertThat(connection.next().number()).isEqualTo(1);
  }

  @Test
  void busy_isTriedAgain() throws Exception {
    Receipt receipt = publish(0);
    connection.next().answer(new QueueReply.Refused(QueueError.BUSY, "full"));
    ScriptedConnection.Asked again = connection.next();
    assertThat(again.number()).isZero();
    again.answer(published(3, 1));
    assertThat(receipt.offset()).isEqualTo(3);
  }

  @Test
  void repeatOfLongAgo_hasNoPlace() throws Exception {
    Receipt receipt = publish(0);
    connection.next().answer(new QueueReply.Duplicate(-1));
    assertThat(receipt.offset()).isEqualTo(-1);
  }

  @Test
  void refusedForGood_theOthersGoOnUnderAnotherIdentity() throws Exception {
    Receipt bad = publish(0);
    Receipt good = publish(1);
    ScriptedConnection.Asked one = connection.next();
    one.answer(new QueueReply.Refused(QueueError.TOO_LARGE, "by far"));
    assertThatThrownBy(bad::offset)
        .isInstanceOfSatisfying(
            QueueRefusedException.class, e -> assertThat(e.error()).isEqualTo(QueueError.TOO_LARGE))
        .hasMessage("TOO_LARGE: by far");
    ScriptedConnection.Asked two = connection.next();
    assertThat(two.number()).isZero();
    assertThat(two.publish().producer().id()).isNotEqualTo(one.publish().producer().id());
    two.answer(published(0, 1));
    assertThat(good.offset()).isZero();
  }

  @Test
  void deadline_endsTheTrying_alsoForWhatWaits() throws Exception {
    Receipt sent = publish(0);
    Receipt waiting = publish(1);
    ScriptedConnection.Asked one = connection.next();
    assertThat(one.publish().timeoutMillis()).isBetween(1, 10_000);
    aheadNanos.addAndGet(TimeUnit.SECONDS.toNanos(10));
    one.lose();
    assertThatThrownBy(sent::offset)
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("lost");
    assertThatThrownBy(waiting::offset)
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("waited");
    assertThat(connection.waiting()).isEmpty();
  }

  @Test
  void fullBuffer_publishWaitsForAReply() throws Exception {
    for (int i = 0; i < 9; i++) {
      publish(i);
    }
    Thread tenth = Thread.ofPlatform().start(() -> publish(9));
    Awaitility.await().until(() -> tenth.getState() == Thread.State.WAITING);
    connection.next().answer(published(0, 1));
    tenth.join();
  }

  @Test
  void answersWithinSend_manyInTrouble_oneRetryAtATime() throws Exception {
    for (int i = 0; i < 5; i++) {
      publish(i);
    }
    ScriptedConnection.Asked one = connection.next();
    ScriptedConnection.Asked two = connection.next();
    connection.loseAtOnce(6);
    one.lose();
    two.lose();
    // Each of the vain attempts ends with the first answer; the seventh comes through.
    ScriptedConnection.Asked again = connection.next();
    assertThat(again.publish().producer()).isEqualTo(one.publish().producer());
    assertThat(connection.next().publish().producer()).isEqualTo(two.publish().producer());
    assertThat(connection.waiting()).isEmpty();
  }

  @Test
  void lostWithinSend_theNextDoesNotGoAhead() throws Exception {
    for (int i = 0; i < 5; i++) {
      publish(i);
    }
    ScriptedConnection.Asked one = connection.next();
    ScriptedConnection.Asked two = connection.next();
    connection.loseAtOnce(1);
    one.lose();
    two.lose();
    assertThat(connection.next().publish().producer()).isEqualTo(one.publish().producer());
    assertThat(connection.next().publish().producer()).isEqualTo(two.publish().producer());
  }

  @Test
  void refusedWithinSend_afterALoss_theOthersGoOn() throws Exception {
    Receipt bad = publish(0);
    Receipt good = publish(1);
    ScriptedConnection.Asked one = connection.next();
    connection.answerAtOnce(new QueueReply.Refused(QueueError.TOO_LARGE, "by far"));
    one.lose();
    connection.next().answer(published(7, 1));
    assertThat(good.offset()).isEqualTo(7);
    assertThatThrownBy(bad::offset)
        .as("the first attempt may have come through")
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("by far");
  }

  @Test
  void silentBroker_theDeadlineHolds() {
    PublisherConfig hasty = config.withDeadline(Duration.ofMillis(20));
    try (Publisher other =
        new Publisher(connection, hasty, System::nanoTime, new SplittableRandom(1))) {
      Receipt receipt = other.publish(new byte[1]);
      assertThatThrownBy(receipt::offset)
          .isInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("in time");
    }
  }

  @Test
  void receipts_areToldOutsideTheLock() throws Exception {
    Receipt receipt = publish(0);
    CompletableFuture<Receipt> next =
        receipt.future().thenCompose(_ -> CompletableFuture.supplyAsync(() -> publish(1)));
    connection.next().answer(published(0, 1));
    assertThat(next.get(10, TimeUnit.SECONDS).isDone()).isFalse();
  }

  @Test
  void contentType_mustBePrintable() {
    assertThatThrownBy(() -> new PublisherConfig("t", "\n", 1, 1, 1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void close_waitsForEverything_andTakesNothingMore() throws Exception {
    Receipt receipt = publish(0);
    CompletableFuture<Void> closing = CompletableFuture.runAsync(publisher::close);
    connection.next().answer(published(0, 1));
    closing.join();
    assertThat(receipt.isDone()).isTrue();
    assertThatThrownBy(() -> publish(1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_endsAPublishThatWaitsForRoom() throws Exception {
    for (int i = 0; i < 9; i++) {
      publish(i);
    }
    CompletableFuture<Throwable> refusal = new CompletableFuture<>();
    Thread tenth =
        Thread.ofPlatform()
            .start(() -> {
              try {
                publish(9);
              } catch (IllegalStateException e) {
                refusal.complete(e);
              }
            });
    Awaitility.await().until(() -> tenth.getState() == Thread.State.WAITING);
    Thread closing = Thread.ofPlatform().start(publisher::close);
    assertThat(refusal.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    assertThat(closing.isAlive()).as("it waits for what was taken").isTrue();
  }

  /** A message that takes 100 bytes. */
  private Receipt publish(int name) {
    return publisher.publish(ByteBuffer.allocate(MESSAGE - 10).putInt(name).array());
  }

  private static List<Integer> payloads(ScriptedConnection.Asked asked) {
    return asked.publish().messages().stream().map(m -> m.payload().getInt(0)).toList();
  }

  private static QueueReply published(long offset, int count) {
    return new QueueReply.Published(offset, count, Durability.SYNCED);
  }
}
