package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class MessageQueueTest {
  private static final StartPosition EARLIEST = new StartPosition.Earliest();
  private static final List<Message> MESSAGES =
      List.of(new Message("x", 1, ByteBuffer.allocate(1)));

  private final FakeConnection connection = new FakeConnection();
  private final MessageQueue queue = new MessageQueue(connection, Duration.ofMinutes(1));

  @Test
  void publish_returnsWhatBecameOfIt() {
    for (QueueReply reply :
        List.of(
            new QueueReply.Published(4, 1, Durability.SYNCED),
            new QueueReply.Duplicate(4),
            new QueueReply.Refused(QueueError.BUSY, "full"))) {
      connection.answer(reply);
      assertThat(queue.publish("t", Producer.ANONYMOUS, MESSAGES, Duration.ofSeconds(2)))
          .isEqualTo(reply);
    }
    assertThat(connection.sent.getFirst())
        .isEqualTo(new QueueRequest.Publish("t", Producer.ANONYMOUS, MESSAGES, 2000));
  }

  @Test
  void read_lease_andInspect_returnTheirReplies() {
    var chunk = new QueueReply.Chunk(List.of(), 9);
    connection.answer(chunk);
    assertThat(queue.read("t", EARLIEST, 10, Duration.ofMillis(5))).isEqualTo(chunk);
    var leased = new QueueReply.Leased(3, 100, List.of());
    connection.answer(leased);
    assertThat(queue.lease("t", "g", EARLIEST, 1, 2, Duration.ofDays(100))).isEqualTo(leased);
    connection.answer(new QueueReply.Inspection(List.of()));
    assertThat(queue.inspect()).isEmpty();
    assertThat(connection.sent)
        .containsExactly(
            new QueueRequest.Read("t", EARLIEST, 10, 5),
            new QueueRequest.Lease("t", "g", EARLIEST, 1, 2, Integer.MAX_VALUE),
            new QueueRequest.Inspect());
  }

  @Test
  void sequence_returnsGrantsAndTheirAbsence() {
    connection.answer(new QueueReply.SequenceOpened(5));
    assertThat(queue.openSequence("t", "s", 10, 0).producerId()).isEqualTo(5);
    for (QueueReply reply :
        List.of(granted(1), new QueueReply.NoRange(), new QueueReply.SequenceFinished())) {
      connection.answer(reply);
      assertThat(queue.leaseSequence("t", "s", 10, Duration.ZERO)).isEqualTo(reply);
    }
    refusing(() -> queue.leaseSequence("t", "s", 10, Duration.ZERO));
  }

  @Test
  void lease_lost_isFalse_otherRefusalsAreThrown() {
    connection.answer(new QueueReply.Acked(2));
    assertThat(queue.ack("t", "g", 1)).isTrue();
    connection.answer(new QueueReply.Done());
    assertThat(queue.release("t", "g", 1)).isTrue();
    assertThat(queue.extend("t", "g", 1)).isTrue();
    assertThat(queue.releaseGrant("t", "s", 1)).isTrue();
    connection.answer(new QueueReply.Refused(QueueError.LEASE_LOST, "gone"));
    assertThat(queue.ack("t", "g", 1)).isFalse();
    assertThat(queue.release("t", "g", 1)).isFalse();
    assertThat(queue.extend("t", "g", 1)).isFalse();
    assertThat(queue.releaseGrant("t", "s", 1)).isFalse();
    refusing(() -> queue.ack("t", "g", 1));
    refusing(() -> queue.read("t", EARLIEST, 1, Duration.ZERO));
  }

  @Test
  void reply_ofAnImpossibleKind_isABug() {
    connection.answer(new QueueReply.NoRange());
    List<Runnable> calls =
        List.of(
            () -> queue.publish("t", Producer.ANONYMOUS, MESSAGES, Duration.ZERO),
            () -> queue.read("t", EARLIEST, 1, Duration.ZERO),
            () -> queue.ack("t", "g", 1),
            queue::inspect);
    for (Runnable call : calls) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("BUG");
    }
  }

  @Test
  void connection_lost_isUnavailable() {
    connection.answers =
        request -> CompletableFuture.failedFuture(new QueueUnavailableException("gone"));
    assertThatThrownBy(queue::inspect)
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessage("gone");
    connection.answers = request -> CompletableFuture.failedFuture(new ArithmeticException("odd"));
    assertThatThrownBy(queue::inspect)
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("odd");
  }

  @Test
  void reply_tooLate_isUnavailable_andWhatItBringsIsGivenBack() {
    MessageQueue hasty = new MessageQueue(connection, Duration.ofMillis(1));
    var lease = late(() -> hasty.lease("t", "g", EARLIEST, 1, 1, Duration.ZERO));
    lease.complete(new QueueReply.Leased(77, 100, List.of()));
    assertThat(connection.sent.getLast()).isEqualTo(new QueueRequest.Release("t", "g", 77));
    var grant = late(() -> hasty.leaseSequence("t", "s", 1, Duration.ZERO));
    grant.complete(granted(78));
    assertThat(connection.sent.getLast()).isEqualTo(new QueueRequest.ReleaseGrant("t", "s", 78));
    int sent = connection.sent.size();
    var empty = late(() -> hasty.lease("t", "g", EARLIEST, 1, 1, Duration.ZERO));
    empty.complete(new QueueReply.Leased(0, 0, List.of()));
    assertThat(connection.sent).hasSize(sent + 1);
  }

  @Test
  void interrupt_isUnavailable_keepsTheFlag_andGivesBack() {
    CompletableFuture<QueueReply> never = new CompletableFuture<>();
    connection.answers = request -> never;
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> queue.lease("t", "g", EARLIEST, 1, 1, Duration.ofHours(1)))
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
    never.complete(new QueueReply.Leased(5, 100, List.of()));
    assertThat(connection.sent.getLast()).isEqualTo(new QueueRequest.Release("t", "g", 5));
  }

  @Test
  void close_closesTheConnection() {
    queue.close();
    assertThat(connection.closed).isTrue();
  }

  @Test
  void request_withImpossibleFields_isRefused() {
    for (String name : List.of("", ".", "..", "a/b", "é", "a".repeat(65), "a b")) {
      assertThatThrownBy(() -> new QueueRequest.Ack(name, "g", 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("topic");
      assertThatThrownBy(() -> new QueueRequest.ReleaseGrant("t", name, 1))
          .hasMessageContaining("sequence");
    }
    assertThat(QueueNames.isValid("telemetry.dlq_1-X")).isTrue();
    assertThatThrownBy(() -> new QueueRequest.Read("t", EARLIEST, 0, 0)).hasMessageContaining("0");
    assertThatThrownBy(() -> new QueueRequest.Read("t", EARLIEST, 1, -1))
        .hasMessageContaining("-1");
    assertThatThrownBy(() -> new QueueRequest.OpenSequence("t", "s", 1, -2))
        .hasMessageContaining("passes");
    assertThatThrownBy(() -> new QueueRequest.Publish("t", Producer.ANONYMOUS, List.of(), 0))
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> new QueueRequest.Hello("a".repeat(256), "", ""))
        .hasMessageContaining("255");
    assertThatThrownBy(() -> new QueueRequest.Hello("", "", "a".repeat(1025)))
        .hasMessageContaining("token");
    assertThat(new QueueRequest.Hello("a", "b", "secret").toString()).doesNotContain("secret");
  }

  private CompletableFuture<QueueReply> late(Runnable call) {
    CompletableFuture<QueueReply> reply = new CompletableFuture<>();
    connection.answers = request -> reply;
    assertThatThrownBy(call::run)
        .isInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("no reply within");
    return reply;
  }

  private void refusing(Runnable call) {
    connection.answer(new QueueReply.Refused(QueueError.NOT_FOUND, "no such thing"));
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            QueueRefusedException.class,
            refused -> assertThat(refused.error()).isEqualTo(QueueError.NOT_FOUND))
        .hasMessageContaining("no such thing");
  }

  private static QueueReply.Granted granted(long token) {
    return new QueueReply.Granted(1, 2, token, 4, 5, 6, 7, 8);
  }

  private static final class FakeConnection implements QueueConnection {
    final List<QueueRequest> sent = new ArrayList<>();
    Function<QueueRequest, CompletableFuture<QueueReply>> answers =
        request -> new CompletableFuture<>();
    boolean closed;

    void answer(QueueReply reply) {
      answers = request -> CompletableFuture.completedFuture(reply);
    }

    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      sent.add(request);
      return answers.apply(request);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
