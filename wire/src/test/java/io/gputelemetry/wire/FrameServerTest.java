package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FrameServerTest {
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final Duration LONG = Duration.ofSeconds(60);

  private final TestService service = new TestService();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void frame_isAnsweredOnItsConnection() throws Exception {
    FrameServer server = start(limits());
    Peer first = peer(server);
    Peer second = peer(server);
    first.send("one");
    second.send("two");
    assertThat(second.receive()).isEqualTo("two");
    assertThat(first.receive()).isEqualTo("one");
    assertThat(server.connections()).isEqualTo(2);
    assertThat(server.accepted()).isEqualTo(2);
    assertThat(server.acceptFailures()).isZero();
  }

  @Test
  void connection_cutAtEveryByte_leavesTheServerServing() throws Exception {
    FrameServer server = start(limits());
    byte[] frames = {0, 0, 0, 3, 'a', 'b', 'c', 0, 0, 0, 0, 0, 0, 0, 2, 'd', 'e'};
    for (int cut = 0; cut <= frames.length; cut++) {
      for (boolean reset : new boolean[] {false, true}) {
        try (Peer peer = Peer.of(server)) {
          peer.out.write(frames, 0, cut);
          peer.out.flush();
          peer.socket.setSoLinger(reset, 0);
        }
        var _ = service.awaitEnd();
      }
    }
    Peer probe = peer(server);
    probe.send("alive");
    assertThat(probe.receive()).isEqualTo("alive");
  }

  @Test
  void heartbeat_isReturned_andReachesNoHandler() throws Exception {
    Peer peer = peer(start(limits()));
    peer.send("");
    assertThat(peer.receive()).isEmpty();
  }

  @Test
  void length_aboveTheLimit_isRefusedWithAFrame() throws Exception {
    Peer peer = peer(start(limits().withMaxFrameBytes(1000)));
    peer.out.writeInt(1001);
    peer.out.write(new byte[1001]);
    assertThat(peer.receive()).isEqualTo("FRAME_TOO_LARGE");
    assertThat(peer.isAtEnd()).isTrue();
    peer.close();
    assertThat(service.awaitEnd()).contains("1001 bytes");
  }

  @Test
  void connection_beyondTheLimit_isToldSo_andOneAfterAnEndIsServed() throws Exception {
    FrameServer server = start(new FrameServerConfig(anyPort(), 1, Duration.ZERO, limits()));
    try (Peer first = Peer.of(server)) {
      first.send("first");
      assertThat(first.receive()).isEqualTo("first");
      try (Peer second = Peer.of(server)) {
        second.send("not looked at");
        assertThat(second.receive()).isEqualTo("TOO_MANY_CONNECTIONS");
        assertThat(second.isAtEnd()).isTrue();
      }
      assertThat(server.refused()).isEqualTo(1);
    }
    var _ = service.awaitEnd();
    assertThat(servedEventually(server)).isEqualTo("third");
  }

  @Test
  void peer_thatDoesNotRead_isNotReadFromBeyondTheBounds_andLosesNothing() throws Exception {
    int inFlight = 4;
    FrameServer server = start(new ConnectionLimits(1 << 20, inFlight, 1 << 20, LONG, LONG));
    Peer peer = peer(server);
    for (int i = 0; i < 3 * inFlight; i++) {
      peer.send("hold " + i);
    }
    List<TestService.Arrived> arrived = new ArrayList<>();
    for (int i = 0; i < inFlight; i++) {
      arrived.add(service.awaitHeld());
    }
    assertThat(service.held.poll(100, TimeUnit.MILLISECONDS)).isNull();
    for (int i = 0; i < 3 * inFlight; i++) {
      TestService.Arrived next = i < inFlight ? arrived.get(i) : service.awaitHeld();
      next.reply().send(List.of(next.body()));
      assertThat(peer.receive()).isEqualTo("hold " + i);
    }
  }

  @Test
  void peer_thatStopsReading_isClosedWhenItStalls() throws Exception {
    FrameServer server = start(new ConnectionLimits(1 << 20, 64, 64 << 20, LONG, SHORT));
    Peer peer = peer(server);
    peer.send("hold");
    TestService.Arrived arrived = service.awaitHeld();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(() -> sendUntilClosed(peer, "x".repeat(1 << 20)));
    arrived.reply().send(List.of(arrived.body()));
    assertThat(service.awaitEnd()).contains("stalled");
    sender.join();
  }

  @Test
  void replies_beyondTwiceTheOutboundBound_endTheConnection() throws Exception {
    FrameServer server = start(new ConnectionLimits(1 << 20, 64, 1 << 20, LONG, LONG));
    Peer peer = peer(server);
    for (int i = 0; i < 64; i++) {
      peer.send("hold");
    }
    for (int i = 0; i < 64; i++) {
      service.awaitHeld().reply().send(List.of(TestService.text("x".repeat(1 << 20))));
    }
    assertThat(service.awaitEnd()).contains("does not read");
  }

  @Test
  void connection_withoutTraffic_isClosedAsIdle_unlessSomethingIsInFlight() throws Exception {
    FrameServer server = start(limits().withTimeouts(SHORT, LONG));
    Peer waiting = peer(server);
    waiting.send("hold");
    TestService.Arrived arrived = service.awaitHeld();
    Peer idle = peer(server);
    assertThat(idle.isAtEnd()).isTrue();
    assertThat(service.awaitEnd()).isEqualTo("idle");
    arrived.reply().send(List.of(TestService.text("here")));
    assertThat(waiting.receive()).isEqualTo("here");
  }

  @Test
  void frame_thatDoesNotEnd_isGivenUp() throws Exception {
    FrameServer server = start(limits().withTimeouts(LONG, SHORT));
    for (int sent = 1; sent < 8; sent++) {
      Peer peer = peer(server);
      peer.out.write(new byte[] {0, 0, 0, 9, 1, 2, 3, 4}, 0, sent);
      assertThat(service.awaitEnd()).contains("stalled");
      assertThat(peer.isAtEnd()).isTrue();
    }
  }

  @Test
  void handler_thatThrows_endsOnlyItsConnection() throws Exception {
    FrameServer server = start(limits());
    Peer bad = peer(server);
    Peer good = peer(server);
    bad.send(TestService.FAIL);
    assertThat(bad.isAtEnd()).isTrue();
    assertThat(service.awaitEnd()).contains("as asked");
    good.send("still here");
    assertThat(good.receive()).isEqualTo("still here");
  }

  @Test
  void lastReply_isReadByThePeer_andEndsTheConnection() throws Exception {
    Peer peer = peer(start(limits()));
    peer.send("hold");
    peer.send("hold too");
    TestService.Arrived first = service.awaitHeld();
    TestService.Arrived second = service.awaitHeld();
    first.reply().sendLast(List.of(TestService.text("bye")));
    second.reply().send(List.of(TestService.text("dropped")));
    peer.send("more, which is not read");
    assertThat(peer.receive()).isEqualTo("bye");
    assertThat(peer.isAtEnd()).isTrue();
  }

  @Test
  void lastReply_toAPeerThatStaysOpen_isFollowedByTheEnd() throws Exception {
    Peer peer = peer(start(limits().withTimeouts(LONG, SHORT)));
    peer.send("hold");
    service.awaitHeld().reply().sendLast(List.of(TestService.text("bye")));
    assertThat(service.awaitEnd()).contains("after the last frame");
  }

  @Test
  void reply_usedTwice_isABug() throws Exception {
    Peer peer = peer(start(limits()));
    peer.send("hold");
    TestService.Arrived arrived = service.awaitHeld();
    arrived.reply().send(List.of(arrived.body()));
    assertThatThrownBy(() -> arrived.reply().send(List.of(arrived.body())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("BUG");
  }

  @Test
  void reply_aboveTheLimit_isRefused_andEndsTheConnection() throws Exception {
    Peer peer = peer(start(limits().withMaxFrameBytes(10)));
    peer.send("hold");
    FrameReply reply = service.awaitHeld().reply();
    assertThatThrownBy(() -> reply.send(List.of(TestService.text("more than ten"))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(peer.isAtEnd()).isTrue();
  }

  @Test
  void close_whileRequestsWait_sendsTheirReplies() throws Exception {
    FrameServer server =
        start(new FrameServerConfig(anyPort(), 10, Duration.ofSeconds(20), limits()));
    Peer peer = peer(server);
    peer.send("hold");
    TestService.Arrived arrived = service.awaitHeld();
    CompletableFuture<Void> closing = closeAsync(server);
    assertThatThrownBy(() -> connectUntilRefused(server)).isInstanceOf(IOException.class);
    arrived.reply().send(List.of(TestService.text("late")));
    assertThat(peer.receive()).isEqualTo("late");
    assertThat(peer.isAtEnd()).isTrue();
    closing.get(10, TimeUnit.SECONDS);
    // The connections that only tried whether the server still listens have ended, too.
    while (!service.awaitEnd().contains("closing")) {
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void close_whenTheGraceIsOver_endsConnectionsAnyway() throws Exception {
    FrameServer server = start(new FrameServerConfig(anyPort(), 10, SHORT, limits()));
    Peer peer = peer(server);
    peer.send("hold");
    TestService.Arrived arrived = service.awaitHeld();
    closeAsync(server).get(10, TimeUnit.SECONDS);
    assertThat(peer.isAtEnd()).isTrue();
    arrived.reply().send(List.of(TestService.text("dropped")));
    // The place is free a moment after the connection has ended; the test's timeout is the bound.
    while (server.connections() > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void address_ofAClosedServer_isFreeAtOnce() throws Exception {
    FrameServer first = start(limits());
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), first.port());
    FrameServer server = first;
    for (int i = 0; i < 100; i++) {
      server.close();
      server = start(new FrameServerConfig(address, 10, Duration.ZERO, limits()));
    }
    assertThat(server.port()).isEqualTo(first.port());
  }

  @Test
  void address_inUse_failsTheStart() throws Exception {
    FrameServer server = start(limits());
    var taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
    assertThatThrownBy(() ->
            FrameServer.start(FrameServerConfig.listeningOn(taken), service, System::nanoTime))
        .isInstanceOf(IOException.class);
  }

  @Test
  void limits_thatMakeNoSense_areRefused() {
    assertThatThrownBy(() -> limits().withMaxFrameBytes(0)).hasMessageContaining("frame limit 0");
    assertThatThrownBy(() -> limits().withMaxFrameBytes((16 << 20) + 1))
        .hasMessageContaining("frame limit");
    assertThatThrownBy(() -> new ConnectionLimits(1, 0, 1, LONG, LONG))
        .hasMessageContaining("in flight 0");
    assertThatThrownBy(() -> limits().withTimeouts(Duration.ZERO, LONG))
        .hasMessageContaining("timeouts");
    assertThatThrownBy(() -> new FrameServerConfig(anyPort(), 0, LONG, limits()))
        .hasMessageContaining("0 connections");
  }

  private FrameServer start(ConnectionLimits limits) throws IOException {
    return start(new FrameServerConfig(anyPort(), 100, Duration.ZERO, limits));
  }

  private FrameServer start(FrameServerConfig config) throws IOException {
    FrameServer server = FrameServer.start(config, service, System::nanoTime);
    open.add(server);
    return server;
  }

  private Peer peer(FrameServer server) throws IOException {
    Peer peer = Peer.of(server);
    open.add(peer);
    return peer;
  }

  private static InetSocketAddress anyPort() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static ConnectionLimits limits() {
    return ConnectionLimits.DEFAULTS;
  }

  private static CompletableFuture<Void> closeAsync(FrameServer server) {
    return CompletableFuture.runAsync(() -> {
      try {
        server.close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  private static void connectUntilRefused(FrameServer server) throws IOException {
    while (true) {
      Peer.of(server).close();
    }
  }

  /** The place of a connection that ended becomes free only a moment later. */
  private static String servedEventually(FrameServer server) throws IOException {
    while (true) {
      try (Peer third = Peer.of(server)) {
        third.send("third");
        String answer = third.receive();
        if (!answer.equals("TOO_MANY_CONNECTIONS")) {
          return answer;
        }
      }
    }
  }

  private static void sendUntilClosed(Peer peer, String text) {
    try {
      while (true) {
        peer.send(text);
      }
    } catch (SocketException e) {
      // The server closed the connection, which is what the test waits for.
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
