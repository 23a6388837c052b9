package io.gputelemetry.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameClientConfig;
import io.gputelemetry.wire.FrameHandler;
import io.gputelemetry.wire.FrameReply;
import io.gputelemetry.wire.FrameServer;
import io.gputelemetry.wire.FrameServerConfig;
import io.gputelemetry.wire.FrameService;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpQueueConnectionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final QueueRequest INSPECT = new QueueRequest.Inspect();

  private final FakeBroker broker = new FakeBroker();
  private final int port = freePort();
  private FrameServer server = FakeBroker.start(broker, port);
  private final TcpQueueConnection connection = connection(PATIENCE);

  TcpQueueConnectionTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    connection.close();
    server.close();
  }

  @Test
  void hello_comesFirst_thenRequestsAreAnswered() throws Exception {
    assertThat(connection.send(INSPECT).get(10, TimeUnit.SECONDS))
        .isEqualTo(new QueueReply.Inspection(List.of()));
    assertThat(broker.received.take())
        .isEqualTo(new QueueRequest.Hello("streamer-1", "streamer", "secret"));
    assertThat(broker.received.take()).isEqualTo(INSPECT);
    assertThat(connection.isConnected()).isTrue();
  }

  @Test
  void publish_arrivesByteForByte() throws Exception {
    var publish =
        new QueueRequest.Publish(
            "t",
            new Producer(1, 2, 3, 4),
            List.of(new Message("x", 5, ByteBuffer.wrap(new byte[100_000]))),
            5);
    var _ = connection.send(publish);
    assertThat(broker.received.take()).isInstanceOf(QueueRequest.Hello.class);
    assertThat(broker.received.take()).isEqualTo(publish);
  }

  @Test
  void connection_lost_failsWhatWaits_andComesBack() throws Exception {
    CompletableFuture<QueueReply> waiting = connection.send(FakeBroker.UNANSWERED);
    broker.awaitRequest(FakeBroker.UNANSWERED);
    server.close();
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(QueueUnavailableException.class);
    CompletableFuture<QueueReply> later = connection.send(INSPECT);
    server = FakeBroker.start(broker, port);
    assertThat(later.get(20, TimeUnit.SECONDS)).isInstanceOf(QueueReply.Inspection.class);
  }

  @Test
  void broker_thatIsNotThere_failsRequestsAtTheirDeadline() throws Exception {
    server.close();
    try (TcpQueueConnection hasty = connection(Duration.ofMillis(100))) {
      CompletableFuture<QueueReply> reply = hasty.send(INSPECT);
      assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(QueueUnavailableException.class)
          .hasMessageContaining("not reached");
      assertThat(hasty.isConnected()).isFalse();
    }
  }

  @Test
  void broker_thatIsNotThereYet_isWaitedFor_alsoByRequestsThatMayWait() throws Exception {
    server.close();
    try (TcpQueueConnection early = connection(Duration.ofMillis(1))) {
      CompletableFuture<QueueReply> reply =
          early.send(new QueueRequest.LeaseSequence("t", "s", 1, 20_000));
      server = FakeBroker.start(broker, port);
      assertThat(reply.get(20, TimeUnit.SECONDS)).isEqualTo(new QueueReply.NoRange());
    }
  }

  @Test
  void token_thatIsWrong_isAClearRefusal_andARightOneLaterHelps() throws Exception {
    broker.refuseHello = new QueueReply.Refused(QueueError.UNAUTHORIZED, "wrong token");
    try (TcpQueueConnection stranger = connection(PATIENCE)) {
      MessageQueue queue = new MessageQueue(stranger, Duration.ofSeconds(20));
      assertThatThrownBy(queue::inspect)
          .isInstanceOfSatisfying(
              QueueRefusedException.class,
              refused -> assertThat(refused.error()).isEqualTo(QueueError.UNAUTHORIZED));
      broker.refuseHello = new QueueReply.Done();
      // An attempt that was under way may still bring the refusal.
      Awaitility.await()
          .ignoreExceptionsInstanceOf(QueueRefusedException.class)
          .untilAsserted(() -> assertThat(queue.inspect()).isEmpty());
    }
  }

  @Test
  void hello_answeredWithBusyOrNonsense_isTriedAgain() throws Exception {
    broker.refuseHello = new QueueReply.Refused(QueueError.BUSY, "later");
    try (TcpQueueConnection patient = connection(Duration.ofMillis(100))) {
      assertThatThrownBy(() -> patient.send(INSPECT).get(10, TimeUnit.SECONDS))
          .hasMessageContaining("later");
      broker.refuseHello = new QueueReply.NoRange();
      assertThatThrownBy(() -> patient.send(INSPECT).get(10, TimeUnit.SECONDS))
          .hasMessageContaining("no answer to Hello");
    }
  }

  @Test
  void serversLastWord_isInTheFailure() throws Exception {
    CompletableFuture<QueueReply> reply =
        connection.send(new QueueRequest.Ack("t", FakeBroker.HANG_UP, 1));
    assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(QueueUnavailableException.class)
        .hasMessageContaining("CLOSED: going away");
  }

  @Test
  void reply_thatIsNone_endsTheConnection_andItComesBack() throws Exception {
    CompletableFuture<QueueReply> reply =
        connection.send(new QueueRequest.Ack("t", FakeBroker.NONSENSE, 1));
    assertThatThrownBy(() -> reply.get(10, TimeUnit.SECONDS)).hasMessageContaining("reply is none");
    assertThat(connection.send(INSPECT).handle((answer, _) -> answer).get(10, TimeUnit.SECONDS))
        .satisfiesAnyOf(
            answer -> assertThat(answer).isNull(),
            answer -> assertThat(answer).isInstanceOf(QueueReply.Inspection.class));
  }

  @Test
  void messages_tooLargeForAFrame_areRefusedHere() throws Exception {
    var _ = connection.send(INSPECT).get(10, TimeUnit.SECONDS);
    Message large = new Message("x", 1, ByteBuffer.allocate(1 << 20));
    QueueReply reply =
        connection
            .send(new QueueRequest.Publish("t", Producer.ANONYMOUS, List.of(large), 0))
            .get(10, TimeUnit.SECONDS);
    assertThat(reply)
        .isInstanceOfSatisfying(
            QueueReply.Refused.class,
            refused -> assertThat(refused.error()).isEqualTo(QueueError.TOO_LARGE));
  }

  @Test
  void close_failsWhatWaits_andEverythingAfter() throws Exception {
    server.close();
    TcpQueueConnection closing = connection(PATIENCE);
    CompletableFuture<QueueReply> waiting = closing.send(INSPECT);
    closing.close();
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("closed");
    assertThatThrownBy(() -> closing.send(INSPECT).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("closed");
  }

  @Test
  void requests_thatWaitBeyondTheBound_areRefused() throws Exception {
    server.close();
    try (TcpQueueConnection full = connection(PATIENCE)) {
      for (int i = 0; i < 1024; i++) {
        assertThat(full.send(INSPECT)).isNotDone();
      }
      assertThatThrownBy(() -> full.send(INSPECT).get(10, TimeUnit.SECONDS))
          .hasMessageContaining("too many requests wait");
    }
  }

  @Test
  void config_thatMakesNoSense_isRefused() {
    var hello = new QueueRequest.Hello("a", "b", "");
    assertThatThrownBy(() -> TcpQueueConfig.of("host", 0, hello)).hasMessageContaining("port 0");
    assertThatThrownBy(() ->
            new TcpQueueConfig(
                "host", 1, hello, PATIENCE, Duration.ZERO, FrameClientConfig.DEFAULTS))
        .hasMessageContaining("back-off");
    TcpQueueConnection.connect(TcpQueueConfig.of("localhost", 1, hello)).close();
  }

  @Test
  void nobodyListens_isSaidInPlainWords() throws IOException {
    connection.close();
    server.close();
    try (TcpQueueConnection vain = connection(Duration.ofMillis(200))) {
      assertThatThrownBy(() -> vain.send(INSPECT).join())
          .hasMessageEndingWith("the broker is not reached: connection refused");
    }
  }

  private TcpQueueConnection connection(Duration patience) {
    TcpQueueConfig config =
        new TcpQueueConfig(
            "localhost",
            port,
            new QueueRequest.Hello("streamer-1", "streamer", "secret"),
            patience,
            Duration.ofMillis(100),
            FrameClientConfig.DEFAULTS);
    var made = new TcpQueueConnection(config, System::nanoTime, new SplittableRandom(1));
    made.begin();
    return made;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Answers by rote. */
  private static final class FakeBroker implements FrameService {
    static final String HANG_UP = "hang-up";
    static final String NONSENSE = "nonsense";
    static final QueueRequest UNANSWERED = new QueueRequest.Ack("t", "unanswered", 1);

    final BlockingQueue<QueueRequest> received = new LinkedBlockingQueue<>();
    volatile QueueReply refuseHello = new QueueReply.Done();

    static FrameServer start(FakeBroker broker, int port) throws IOException {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      var config = new FrameServerConfig(address, 100, Duration.ZERO, ConnectionLimits.DEFAULTS);
      return FrameServer.start(config, broker, System::nanoTime);
    }

    void awaitRequest(QueueRequest request) throws InterruptedException {
      while (!received.take().equals(request)) {
        // Others came before it.
      }
    }

    @Override
    public FrameHandler open(InetSocketAddress peer) {
      return new FrameHandler() {
        @Override
        public void received(ByteBuffer body, FrameReply reply) {
          try {
            answer(QueueFrame.correlation(body), RequestCodec.decode(body), reply);
          } catch (QueueFormatException e) {
            throw new IllegalStateException(e);
          }
        }

        @Override
        public void closed(String reason) {}
      };
    }

    @Override
    public ByteBuffer refusal(Refusal reason) {
      return ByteBuffer.allocate(QueueFrame.HEADER_BYTES);
    }

    private void answer(long number, QueueRequest request, FrameReply to) {
      received.add(request);
      if (request.equals(UNANSWERED)) {
        return;
      }
      if (request instanceof QueueRequest.Ack(_, String group, _) && group.equals(HANG_UP)) {
        var last = new QueueReply.Refused(QueueError.CLOSED, "going away");
        to.sendLast(ReplyCodec.encode(QueueFrame.NO_CORRELATION, last));
      } else if (request instanceof QueueRequest.Ack(_, String group, _)
          && group.equals(NONSENSE)) {
        ByteBuffer header = ByteBuffer.allocate(QueueFrame.HEADER_BYTES);
        to.send(List.of(header.put(0, QueueFrame.VERSION).putLong(2, number)));
      } else {
        to.send(ReplyCodec.encode(number, reply(request)));
      }
    }

    private QueueReply reply(QueueRequest request) {
      return switch (request) {
        case QueueRequest.Hello _ -> refuseHello;
        case QueueRequest.Inspect _ -> new QueueReply.Inspection(List.of());
        case QueueRequest _ -> new QueueReply.NoRange();
      };
    }
  }
}
