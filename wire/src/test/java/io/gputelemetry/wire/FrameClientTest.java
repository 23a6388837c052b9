package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameClientTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void replies_inAnyOrder_findTheirRequests() throws Exception {
    TestService service = new TestService();
    FrameClient client = connect(serve(service).port(), ConnectionLimits.DEFAULTS);
    List<CompletableFuture<ByteBuffer>> replies = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      replies.add(client.send(i, List.of(number(i), TestService.text("hold"))));
    }
    List<TestService.Arrived> arrived = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      arrived.add(service.awaitHeld());
    }
    for (TestService.Arrived each : arrived.reversed()) {
      each.reply().send(List.of(each.body()));
    }
    for (int i = 1; i <= 100; i++) {
      ByteBuffer reply = replies.get(i - 1).get(10, TimeUnit.SECONDS);
      assertThat(reply.getLong(0)).isEqualTo(i);
    }
  }

  @Test
  void request_ofManyLargeParts_arrivesWhole() throws Exception {
    FrameClient client = connect(serve(new TestService()).port(), ConnectionLimits.DEFAULTS);
    ByteBuffer large = ByteBuffer.allocate(300_000);
    for (int i = 0; i < 300_000; i++) {
      large.put(i, (byte) (i * 31));
    }
    ByteBuffer reply =
        client
            .send(7, List.of(number(7), large.asReadOnlyBuffer(), large.duplicate()))
            .get(10, TimeUnit.SECONDS);
    assertThat(reply.slice(8, 300_000)).isEqualTo(large);
    assertThat(reply.slice(300_008, 300_000)).isEqualTo(large);
    assertThat(large.position()).isZero();
  }

  @Test
  void server_gone_failsWhatWaits_andWhatComesLater() throws Exception {
    try (ServerSocket listener = listen()) {
      FrameClient client = connect(listener.getLocalPort(), ConnectionLimits.DEFAULTS);
      CompletableFuture<ByteBuffer> waiting = client.send(1, List.of(number(1)));
      listener.accept().close();
      assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
      client.closed().get(10, TimeUnit.SECONDS);
      assertThat(client.isOpen()).isFalse();
      assertThatThrownBy(() -> client.send(2, List.of(number(2))).get(10, TimeUnit.SECONDS))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void client_closed_failsWhatWaits() throws Exception {
    FrameClient client = connect(serve(new TestService()).port(), ConnectionLimits.DEFAULTS);
    CompletableFuture<ByteBuffer> waiting =
        client.send(1, List.of(number(1), TestService.text("hold")));
    client.close();
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("closed by this side");
  }

  @Test
  void server_thatIsSilent_isNoticed() throws Exception {
    try (ServerSocket listener = listen()) {
      FrameClient client = connect(listener.getLocalPort(), timeouts(Duration.ofMillis(150)));
      CompletableFuture<ByteBuffer> waiting = client.send(1, List.of(number(1)));
      try (Peer server = new Peer(listener.accept())) {
        assertThat(server.in.readInt()).isEqualTo(8);
        assertThat(server.in.readLong()).isEqualTo(1);
        assertThat(server.in.readInt()).as("a heartbeat").isZero();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
            .hasMessageContaining("nothing was heard");
      }
    }
  }

  @Test
  void heartbeats_keepAnIdleConnectionAlive() throws Exception {
    TestService service = new TestService();
    FrameServer server = serve(service, timeouts(Duration.ofMillis(600)));
    FrameClient client = connect(server.port(), timeouts(Duration.ofMillis(300)));
    // The connection is idle for three times what the server, and six times what the client stands.
    assertThat(service.ended.poll(1800, TimeUnit.MILLISECONDS)).isNull();
    assertThat(client.send(1, List.of(number(1))).get(10, TimeUnit.SECONDS)).isEqualTo(number(1));
  }

  @Test
  void reply_withNumberZero_isTheServersLastWord() throws Exception {
    TestService service = new TestService();
    FrameClient client = connect(serve(service).port(), ConnectionLimits.DEFAULTS);
    CompletableFuture<ByteBuffer> waiting =
        client.send(1, List.of(number(1), TestService.text("hold")));
    service.awaitHeld().reply().sendLast(List.of(number(0), TestService.text("go away")));
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            PeerRefusedException.class,
            refused ->
                assertThat(refused.body().slice(8, 7)).isEqualTo(TestService.text("go away")));
  }

  @Test
  void reply_toNoRequest_endsTheConnection() throws Exception {
    TestService service = new TestService();
    FrameClient client = connect(serve(service).port(), ConnectionLimits.DEFAULTS);
    CompletableFuture<ByteBuffer> waiting =
        client.send(1, List.of(number(1), TestService.text("hold")));
    service.awaitHeld().reply().send(List.of(number(99)));
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
        .hasMessageContaining("unknown request 99");
  }

  @Test
  void reply_aboveTheLimit_endsTheConnection() throws Exception {
    TestService service = new TestService();
    FrameClient client =
        connect(serve(service).port(), ConnectionLimits.DEFAULTS.withMaxFrameBytes(100));
    CompletableFuture<ByteBuffer> waiting =
        client.send(1, List.of(number(1), TestService.text("hold")));
    service.awaitHeld().reply().send(List.of(number(1), ByteBuffer.allocate(100)));
    assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasMessageContaining("at most 100");
  }

  @Test
  void requests_beyondTheBounds_areRefused() throws Exception {
    TestService service = new TestService();
    ConnectionLimits limits = new ConnectionLimits(1000, 2, 1 << 20, LONG, LONG);
    FrameClient client = connect(serve(service).port(), limits);
    assertThatThrownBy(() -> client.send(1, List.of(ByteBuffer.allocate(1001))))
        .isInstanceOf(IllegalArgumentException.class);
    var _ = client.send(1, List.of(number(1), TestService.text("hold")));
    CompletableFuture<ByteBuffer> second =
        client.send(2, List.of(number(2), TestService.text("hold")));
    assertThatThrownBy(() -> client.send(3, List.of(number(3))).get(10, TimeUnit.SECONDS))
        .hasMessageContaining("2 requests are in flight");
    for (int i = 0; i < 2; i++) {
      TestService.Arrived arrived = service.awaitHeld();
      arrived.reply().send(List.of(arrived.body()));
    }
    assertThat(second.get(10, TimeUnit.SECONDS).getLong(0)).isEqualTo(2);
    assertThat(client.send(4, List.of(number(4))).get(10, TimeUnit.SECONDS)).isEqualTo(number(4));
  }

  @Test
  void server_thatDoesNotRead_makesFurtherRequestsFail() throws Exception {
    try (ServerSocket listener = listen()) {
      ConnectionLimits limits = new ConnectionLimits(1 << 20, 10_000, 1 << 20, LONG, LONG);
      FrameClient client = connect(listener.getLocalPort(), limits);
      try (Peer server = new Peer(listener.accept())) {
        int number = 1;
        CompletableFuture<ByteBuffer> last = client.send(number, List.of(body(number)));
        while (!last.isCompletedExceptionally()) {
          number++;
          last = client.send(number, List.of(body(number)));
        }
        CompletableFuture<ByteBuffer> overflowing = last;
        assertThatThrownBy(overflowing::join).hasMessageContaining("does not read");
        assertThat(server.in.readInt()).isEqualTo(100_000);
      }
    }
  }

  @Test
  void requests_thatKeepWithinTheBound_areNeverRefused() throws Exception {
    int inFlight = 8;
    ConnectionLimits limits =
        new ConnectionLimits(1 << 20, inFlight, (inFlight + 3) * 100_000, LONG, LONG);
    FrameClient client = connect(serve(new TestService()).port(), limits);
    Semaphore permits = new Semaphore(inFlight);
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int number = 1; number <= 500; number++) {
      permits.acquire();
      var _ =
          client
              .send(number, List.of(body(number)))
              .whenComplete((_, failure) -> {
                if (failure != null) {
                  failures.add(failure);
                }
                permits.release();
              });
    }
    permits.acquire(inFlight);
    assertThat(failures).isEmpty();
  }

  @Test
  void connect_toNobody_fails() throws Exception {
    int port;
    try (ServerSocket listener = listen()) {
      port = listener.getLocalPort();
    }
    assertThatThrownBy(() -> connect(port, ConnectionLimits.DEFAULTS))
        .isInstanceOf(IOException.class);
  }

  private static ByteBuffer body(int number) {
    return ByteBuffer.allocate(100_000).putLong(0, number);
  }

  private static ByteBuffer number(long number) {
    return ByteBuffer.allocate(8).putLong(0, number);
  }

  private static ConnectionLimits timeouts(Duration idle) {
    return ConnectionLimits.DEFAULTS.withTimeouts(idle, LONG);
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  }

  private FrameServer serve(TestService service) throws IOException {
    return serve(service, ConnectionLimits.DEFAULTS);
  }

  private FrameServer serve(TestService service, ConnectionLimits limits) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    FrameServer server =
        FrameServer.start(
            new FrameServerConfig(address, 10, Duration.ZERO, limits), service, System::nanoTime);
    open.add(server);
    return server;
  }

  private FrameClient connect(int port, ConnectionLimits limits) throws IOException {
    FrameClient client =
        FrameClient.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            new FrameClientConfig(Duration.ofSeconds(5), limits),
            body -> body.getLong(body.position()),
            System::nanoTime);
    open.add(client);
    return client;
  }
}
