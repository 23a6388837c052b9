package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SubscriberTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final ScriptedConnection connection = new ScriptedConnection();

  @Test
  void group_asksAheadAsFarAsTheCreditGoes() throws Exception {
    Subscriber subscriber = group();
    assertThat(connection.waiting()).hasSize(2);
    ScriptedConnection.Asked first = connection.next();
    ScriptedConnection.Asked second = connection.next();
    assertThat(first.request())
        .isInstanceOfSatisfying(
            QueueRequest.Lease.class, lease -> assertThat(lease.maxMessages()).isEqualTo(5));
    first.answer(leased(1, 10));
    second.answer(leased(2, 20));
    assertThat(connection.waiting()).as("both wait to be looked at").isEmpty();
    assertThat(subscriber.next(SOON).orElseThrow().deliveries().getFirst().offset()).isEqualTo(10);
    assertThat(connection.waiting()).hasSize(1);
    assertThat(subscriber.next(SOON).orElseThrow().deliveries().getFirst().offset()).isEqualTo(20);
  }

  @Test
  void stream_goesOnBehindEachReply() throws Exception {
    Subscriber subscriber = stream(new StartPosition.Latest());
    ScriptedConnection.Asked first = connection.next();
    assertThat(first.request())
        .as("where the end is must be known, whatever happens to the connection")
        .isEqualTo(new QueueRequest.Read("t", new StartPosition.Latest(), 1 << 20, 0));
    first.answer(new QueueReply.Chunk(List.of(), 7));
    ScriptedConnection.Asked second = connection.next();
    assertThat(second.request())
        .isEqualTo(new QueueRequest.Read("t", new StartPosition.At(7), 1 << 20, 10_000));
    second.lose();
    ScriptedConnection.Asked again = connection.next();
    assertThat(again.request()).isEqualTo(second.request());
    again.answer(new QueueReply.Chunk(List.of(delivery(7)), 8));
    Received received = subscriber.next(SOON).orElseThrow();
    assertThat(received.deliveries()).containsExactly(delivery(7));
    assertThat(received.ack().join()).isTrue();
    assertThat(((QueueRequest.Read) connection.next().request()).from())
        .isEqualTo(new StartPosition.At(8));
  }

  @Test
  void nothing_comesInTime() throws Exception {
    assertThat(group().next(Duration.ofNanos(1))).isEmpty();
  }

  @Test
  void lostConnection_whatWasNotGivenOut_isLeasedAnew() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(leased(1, 10));
    connection.next().lose();
    assertThat(connection.next().request())
        .as("should the session live, the others get it")
        .isEqualTo(new QueueRequest.Release("t", "g", 1));
    connection.next().answer(leased(5, 10));
    assertThat(connection.next().request()).isInstanceOf(QueueRequest.Lease.class);
    assertThat(subscriber.next(SOON)).isPresent();
    assertThat(subscriber.next(Duration.ofNanos(1))).as("the lease of before is lost").isEmpty();
  }

  @Test
  void leasesThatWaitToBeTaken_areExtended_andDroppedWhenLost() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(new QueueReply.Leased(1, 30, List.of(delivery(10))));
    var _ = connection.next();
    ScriptedConnection.Asked extend = connection.next();
    assertThat(extend.request()).isEqualTo(new QueueRequest.Extend("t", "g", 1));
    extend.answer(new QueueReply.Done());
    ScriptedConnection.Asked again = connection.next();
    assertThat(again.request()).isEqualTo(new QueueRequest.Extend("t", "g", 1));
    again.answer(new QueueReply.Refused(QueueError.LEASE_LOST, "too late"));
    QueueRequest next = connection.next().request();
    while (next instanceof QueueRequest.Extend) {
      next = connection.next().request();
    }
    assertThat(next).as("the credit is free").isInstanceOf(QueueRequest.Lease.class);
    assertThat(subscriber.next(Duration.ofNanos(1))).isEmpty();
  }

  @Test
  void busy_isAskedAgain_andEmptyReplyToo() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(new QueueReply.Refused(QueueError.BUSY, "much to do"));
    connection.next().answer(new QueueReply.Leased(0, 1, List.of()));
    connection.next().answer(leased(1, 10));
    assertThat(subscriber.next(SOON)).isPresent();
  }

  @Test
  void refusal_isToldOnce_thenAskedAgain() throws Exception {
    Subscriber subscriber = stream(new StartPosition.Earliest());
    connection.next().answer(new QueueReply.Refused(QueueError.CORRUPT, "byte 7"));
    assertThatThrownBy(() -> subscriber.next(SOON))
        .isInstanceOf(QueueRefusedException.class)
        .hasMessage("CORRUPT: byte 7");
    connection.next().answer(new QueueReply.Chunk(List.of(delivery(0)), 1));
    assertThat(subscriber.next(SOON)).isPresent();
  }

  @Test
  void close_givesBackWhatWasSentAhead_alsoWhatComesLater() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(leased(1, 10));
    ScriptedConnection.Asked late = connection.next();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(subscriber::close);
    ScriptedConnection.Asked released = connection.next();
    assertThat(released.request()).isEqualTo(new QueueRequest.Release("t", "g", 1));
    released.answer(new QueueReply.Done());
    closing.join();
    late.answer(leased(2, 20));
    assertThat(connection.next().request()).isEqualTo(new QueueRequest.Release("t", "g", 2));
    assertThatThrownBy(() -> subscriber.next(SOON)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_waitsUntilTheBrokerHasHeardOfTheAck() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(leased(1, 10));
    var _ = connection.next();
    var _ = subscriber.next(SOON).orElseThrow().ack();
    Thread closing = Thread.ofPlatform().start(subscriber::close);
    Awaitility.await()
        .until(() ->
            closing.getState() == Thread.State.TIMED_WAITING
                || closing.getState() == Thread.State.WAITING);
    var _ = connection.next();
    connection.next().answer(new QueueReply.Acked(1));
    closing.join();
  }

  @Test
  void close_endsAWaitingNext() throws Exception {
    Subscriber subscriber = group();
    CompletableFuture<Object> waiting =
        CompletableFuture.supplyAsync(() -> {
          try {
            return subscriber.next(SOON);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        });
    subscriber.close();
    Awaitility.await().until(waiting::isCompletedExceptionally);
  }

  @Test
  void received_saysWhatBecameOfIt() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(leased(9, 10));
    var _ = connection.next();
    Received received = subscriber.next(SOON).orElseThrow();
    var _ = connection.next();
    assertTold(received.ack(), new QueueRequest.Ack("t", "g", 9));
    assertTold(received.ack(10, 11), new QueueRequest.AckRange("t", "g", 9, 10, 11));
    assertTold(received.release(), new QueueRequest.Release("t", "g", 9));
    assertTold(received.extend(), new QueueRequest.Extend("t", "g", 9));
    assertTold(
        received.nack("why", Duration.ofSeconds(2)),
        new QueueRequest.Nack("t", "g", 9, "why", 2_000));
    CompletableFuture<Boolean> refused = received.ack();
    connection.next().answer(new QueueReply.Refused(QueueError.CLOSED, "gone"));
    assertThatThrownBy(refused::join).hasCauseInstanceOf(QueueRefusedException.class);
  }

  @Test
  void received_showsMessagesWithoutObjects() throws Exception {
    Subscriber subscriber = group();
    connection.next().answer(new QueueReply.Leased(1, 1, List.of(delivery(3), delivery(4))));
    List<String> seen = new ArrayList<>();
    Received received = subscriber.next(SOON).orElseThrow();
    received.forEach(
        (offset, buffer, at, length) -> seen.add(offset + ":" + length + ":" + buffer.get(at)));
    assertThat(seen).containsExactly("3:2:3", "4:2:4");
    assertThat(received.size()).isEqualTo(2);
  }

  private void assertTold(CompletableFuture<Boolean> held, QueueRequest request) throws Exception {
    ScriptedConnection.Asked asked = connection.next();
    assertThat(asked.request()).isEqualTo(request);
    asked.answer(new QueueReply.Refused(QueueError.LEASE_LOST, "too late"));
    assertThat(held.join()).isFalse();
  }

  private Subscriber group() {
    return subscriber(SubscriberConfig.group("t", "g").withCredit(5, 2));
  }

  private Subscriber stream(StartPosition start) {
    return subscriber(SubscriberConfig.stream("t", start));
  }

  private Subscriber subscriber(SubscriberConfig config) {
    return new Subscriber(connection, config, System::nanoTime, new SplittableRandom(1));
  }

  private static QueueReply leased(long token, long offset) {
    return new QueueReply.Leased(token, 30_000, List.of(delivery(offset)));
  }

  private static Delivery delivery(long offset) {
    byte[] payload = {(byte) offset, 0};
    return new Delivery(offset, 5, 0, 0, 1, new Message("x", 0, ByteBuffer.wrap(payload)));
  }
}
