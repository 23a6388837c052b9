package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.StoredMessages;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TcpDoorTest {
  private static final QueueRequest.Hello HELLO =
      new QueueRequest.Hello("collector-1", "collector", "right");
  private static final QueueRequest INSPECT = new QueueRequest.Inspect();
  private static final int FRAME_BYTES = 10_000;

  private final FakeEngine engine = new FakeEngine();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void session_isWhoSaidHello_andEndsWithTheConnection() throws Exception {
    RawPeer peer = peer(door("right"));
    peer.send(1, HELLO);
    assertThat(peer.receive(1)).isEqualTo(new QueueReply.Done());
    SessionInfo info = engine.sessions.take();
    assertThat(info.instance()).isEqualTo("collector-1");
    assertThat(info.role()).isEqualTo("collector");
    assertThat(info.address()).startsWith("127.0.0.1:");
    assertThat(engine.ended).isEmpty();
    peer.close();
    assertThat(engine.ended.take()).isEqualTo(info);
    assertThat(engine.requests).as("Hello is the door's own").isEmpty();
  }

  @Test
  void requests_goToTheEngine_andRepliesComeBackUnderTheirNumbers() throws Exception {
    RawPeer peer = peer(door());
    List<CompletableFuture<QueueReply>> answers =
        List.of(new CompletableFuture<>(), new CompletableFuture<>());
    engine.answers = request -> answers.get(request.equals(INSPECT) ? 0 : 1);
    peer.send(11, INSPECT);
    peer.send(12, new QueueRequest.Ack("t", "g", 5));
    assertThat(engine.requests.take()).isEqualTo(INSPECT);
    assertThat(engine.requests.take()).isEqualTo(new QueueRequest.Ack("t", "g", 5));
    answers.getLast().complete(new QueueReply.Acked(3));
    assertThat(peer.receive(12)).isEqualTo(new QueueReply.Acked(3));
    answers.getFirst().complete(new QueueReply.Inspection(List.of()));
    assertThat(peer.receive(11)).isEqualTo(new QueueReply.Inspection(List.of()));
    assertThat(engine.sessions.take().instance()).isEmpty();
    assertThat(engine.sessions).as("one session per connection").isEmpty();
  }

  @Test
  void stranger_isAnsweredNothingButThat() throws Exception {
    TcpDoor door = door("right", "also right");
    for (QueueRequest request :
        List.of(
            INSPECT,
            new QueueRequest.Report(Map.of("n", 1L), ""),
            new QueueRequest.Hello("a", "b", ""),
            new QueueRequest.Hello("a", "b", "wrong"))) {
      RawPeer peer = peer(door);
      peer.send(1, request);
      refused(peer.receive(1), QueueError.UNAUTHORIZED);
      assertThat(peer.isAtEnd()).isTrue();
    }
    RawPeer malformed = peer(door);
    malformed.sendBody(new byte[] {1, 2, 0, 0, 0, 0, 0, 0, 0, 9, 1});
    refused(malformed.receive(9), QueueError.UNAUTHORIZED);
    assertThat(malformed.isAtEnd()).isTrue();
    assertThat(engine.sessions).isEmpty();
    RawPeer friend = peer(door);
    friend.send(1, new QueueRequest.Hello("a", "b", "also right"));
    assertThat(friend.receive(1)).isEqualTo(new QueueReply.Done());
  }

  @Test
  void hello_twice_isRefused() throws Exception {
    RawPeer peer = peer(door());
    peer.send(1, HELLO);
    assertThat(peer.receive(1)).isEqualTo(new QueueReply.Done());
    peer.send(2, HELLO);
    refused(peer.receive(2), QueueError.BAD_REQUEST);
  }

  @Test
  void frame_ofAnotherVersion_orWithoutNumber_endsTheConnection() throws Exception {
    TcpDoor door = door();
    for (byte[] body :
        List.of(
            new byte[] {2, 11, 0, 0, 0, 0, 0, 0, 0, 1},
            new byte[] {1},
            new byte[] {1, 11, 0, 0, 0, 0, 0, 0, 0, 0})) {
      RawPeer peer = peer(door);
      peer.sendBody(body);
      refused(peer.receive(0), QueueError.BAD_REQUEST);
      assertThat(peer.isAtEnd()).isTrue();
    }
  }

  @Test
  void request_thatIsMalformed_isRefused_andTheConnectionGoesOn() throws Exception {
    RawPeer peer = peer(door());
    peer.sendBody(new byte[] {1, 99, 0, 0, 0, 0, 0, 0, 0, 5});
    assertThat(refused(peer.receive(5), QueueError.BAD_REQUEST)).contains("opcode 99");
    peer.sendBody(new byte[] {1, 5, 0, 0, 0, 0, 0, 0, 0, 6, 1, '/', 1, 'g'});
    refused(peer.receive(6), QueueError.BAD_REQUEST);
    peer.send(7, INSPECT);
    assertThat(peer.receive(7)).isEqualTo(new QueueReply.NoRange());
  }

  @Test
  void report_thatBreaksItsBounds_isRefused_andTheConnectionGoesOn() throws Exception {
    RawPeer peer = peer(door());
    List<String> most = IntStream.range(0, 64).mapToObj(i -> "n" + i).toList();
    List<String> tooMany = IntStream.range(0, 65).mapToObj(i -> "n" + i).toList();
    peer.sendBody(report(1, "", most));
    assertThat(peer.receive(1)).isEqualTo(new QueueReply.NoRange());
    peer.sendBody(report(2, "", tooMany));
    assertThat(refused(peer.receive(2), QueueError.BAD_REQUEST)).contains("65 counters");
    for (String name : List.of("", "Upper", "with space", "dot.ted", "x".repeat(65))) {
      peer.sendBody(report(3, "", List.of(name)));
      refused(peer.receive(3), QueueError.BAD_REQUEST);
    }
    peer.sendBody(report(4, "", List.of("twice", "twice")));
    assertThat(refused(peer.receive(4), QueueError.BAD_REQUEST)).contains("twice");
    peer.sendBody(report(5, "p".repeat(513), List.of()));
    refused(peer.receive(5), QueueError.BAD_REQUEST);
    assertThat(engine.requests).as("only the good one").hasSize(1);
    peer.sendBody(report(6, "p".repeat(512), List.of("x".repeat(64))));
    assertThat(peer.receive(6)).isEqualTo(new QueueReply.NoRange());
  }

  /** Byte by byte, as no codec of ours would write it. */
  private static byte[] report(int number, String problem, List<String> counters) {
    ByteBuffer body = ByteBuffer.allocate(9_000);
    body.put((byte) 1).put((byte) 12).putLong(number);
    body.putShort((short) problem.length()).put(problem.getBytes(StandardCharsets.UTF_8));
    body.putInt(counters.size());
    for (String name : counters) {
      body.put((byte) name.length()).put(name.getBytes(StandardCharsets.UTF_8)).putLong(7);
    }
    body.putInt(0); // no drops
    return Arrays.copyOf(body.array(), body.position());
  }

  @Test
  void sizes_areKeptWithinAFrame() throws Exception {
    RawPeer peer = peer(door());
    peer.send(1, new QueueRequest.Publish("t", Producer.ANONYMOUS, messages(9_000), 0));
    refused(peer.receive(1), QueueError.TOO_LARGE);
    assertThat(engine.requests).isEmpty();
    StartPosition earliest = new StartPosition.Earliest();
    peer.send(2, new QueueRequest.Read("t", earliest, 1 << 20, 7));
    assertThat(peer.receive(2)).isEqualTo(new QueueReply.NoRange());
    assertThat(engine.requests.take())
        .isEqualTo(new QueueRequest.Read("t", earliest, FRAME_BYTES - 1024, 7));
    peer.send(3, new QueueRequest.Lease("t", "g", earliest, 5, 1 << 20, 7));
    assertThat(peer.receive(3)).isEqualTo(new QueueReply.NoRange());
    assertThat(engine.requests.take())
        .isEqualTo(new QueueRequest.Lease("t", "g", earliest, 5, FRAME_BYTES - 1024, 7));
    peer.sendBytes((byte) 0x7f, (byte) 0, (byte) 0, (byte) 0);
    refused(peer.receive(0), QueueError.TOO_LARGE);
    assertThat(peer.isAtEnd()).isTrue();
  }

  @Test
  void reply_thatIsTooLarge_isRefused_andALeaseGivenBack() throws Exception {
    RawPeer peer = peer(door());
    var run = new DeliveryRun(0, 0, 0, 0, 1, StoredMessages.of(messages(20_000)));
    engine.answer(new QueueReply.Leased(44, 1000, Deliveries.of(List.of(run))));
    peer.send(1, new QueueRequest.Lease("t", "g", new StartPosition.Earliest(), 5, 100, 7));
    refused(peer.receive(1), QueueError.TOO_LARGE);
    assertThat(engine.requests.take()).isInstanceOf(QueueRequest.Lease.class);
    assertThat(engine.requests.take()).isEqualTo(new QueueRequest.Release("t", "g", 44));
  }

  @Test
  void engine_thatFails_isARefusal_thatMayBeRepeated() throws Exception {
    RawPeer peer = peer(door());
    for (RuntimeException failure :
        List.of(new QueueUnavailableException("stopped"), new ArithmeticException("a bug"))) {
      engine.answers = _ -> CompletableFuture.failedFuture(failure);
      peer.send(1, INSPECT);
      assertThat(refused(peer.receive(1), QueueError.CLOSED)).doesNotContain("bug");
    }
  }

  @Test
  void connection_beyondTheLimit_isToldSo() throws Exception {
    var config = new FrameServerConfig(loopback(), 1, Duration.ZERO, ConnectionLimits.DEFAULTS);
    TcpDoor door = new TcpDoor(config, List.of(), engine.served(), System::nanoTime);
    open.add(door);
    RawPeer first = peer(door);
    first.send(1, HELLO);
    assertThat(first.receive(1)).isEqualTo(new QueueReply.Done());
    RawPeer second = peer(door);
    refused(second.receive(0), QueueError.BUSY);
    assertThat(second.isAtEnd()).isTrue();
    assertThat(door.connections()).isEqualTo(1);
    assertThat(door.refusedConnections()).isEqualTo(1);
  }

  @Test
  void door_closed_endsSessions() throws Exception {
    TcpDoor door = door();
    RawPeer peer = peer(door);
    peer.send(1, HELLO);
    assertThat(peer.receive(1)).isEqualTo(new QueueReply.Done());
    door.close();
    assertThat(peer.isAtEnd()).isTrue();
    assertThat(engine.ended).hasSize(1);
  }

  @Test
  void token_thatIsEmpty_isRefusedAtTheStart() {
    assertThatThrownBy(() -> door("")).isInstanceOf(IllegalArgumentException.class);
  }

  private TcpDoor door(String... tokens) throws IOException {
    var limits = ConnectionLimits.DEFAULTS.withMaxFrameBytes(FRAME_BYTES);
    var config = new FrameServerConfig(loopback(), 100, Duration.ZERO, limits);
    List<AccessToken> all = Arrays.stream(tokens).map(AccessToken::ofEverything).toList();
    TcpDoor door = new TcpDoor(config, all, engine.served(), System::nanoTime);
    open.add(door);
    return door;
  }

  private RawPeer peer(TcpDoor door) throws IOException {
    RawPeer peer = new RawPeer(door.port());
    open.add(peer);
    return peer;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private static List<Message> messages(int bytes) {
    return List.of(new Message("x", 1, ByteBuffer.allocate(bytes)));
  }

  private static String refused(QueueReply reply, QueueError error) {
    assertThat(reply).isInstanceOf(QueueReply.Refused.class);
    QueueReply.Refused refused = (QueueReply.Refused) reply;
    assertThat(refused.error()).isEqualTo(error);
    return refused.message();
  }
}
