package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.broker.Broker;
import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.Requests;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.broker.access.AccessToken;
import io.gputelemetry.broker.json.EventTimes;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.SimulatedDisk;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON frames against a whole broker. */
@Timeout(60)
class JsonFramesTest {
  private static final String RESPONSE = "{\"type\":\"response\",\"success\":true}";

  private final SimulatedDisk disk = new SimulatedDisk();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Broker broker;

  JsonFramesTest() throws IOException {
    broker =
        Broker.open(
            disk,
            new BrokerConfig(TopicConfig.DEFAULT, 10, Duration.ZERO),
            new SystemClock(),
            new SplittableRandom(1),
            new CompletableFuture<Throwable>()::complete);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    broker.close();
  }

  @Test
  void messages_publishedBeforeAndAfter_arePushedInOrder() throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    assertThat(peer.ask("{\"type\":\"publish\",\"payload\":{\"a\":1.0},\"key\":\"k\"}"))
        .isEqualTo("{\"type\":\"response\",\"success\":true,\"offset\":0}");
    assertThat(peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":-2}"))
        .isEqualTo(RESPONSE);
    assertThat(peer.receive())
        .startsWith(
            "{\"type\":\"message\",\"subscriber_id\":\"s\",\"offset\":0,\"message_id\":\"telemetry-0\"")
        .endsWith("\"key\":\"k\",\"payload\":{\"a\":1.0}}");
    JsonPeer other = peer(door(ConnectionLimits.DEFAULTS));
    for (int i = 1; i <= 50; i++) {
      other.send("{\"type\":\"publish\",\"payload\":" + i + "}");
    }
    for (int i = 1; i <= 50; i++) {
      assertThat(peer.fields())
          .containsEntry("offset", JsonText.of(i))
          .containsEntry("payload", JsonText.of(i));
      assertThat(other.receive()).contains("\"offset\":" + i);
    }
    assertThat(peer.ask("{\"type\":\"unsubscribe\",\"subscriber_id\":\"s\"}")).isEqualTo(RESPONSE);
    assertThat(other.ask("{\"type\":\"publish\",\"payload\":51}")).contains("51");
    assertThat(peer.ask("{\"type\":\"unsubscribe\",\"subscriber_id\":\"s\"}"))
        .contains("\"type\":\"error\",\"success\":false", "NOT_FOUND");
  }

  /** Offset 0 is an offset like any other; -1 and -2 are none. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, -2, new",
    "0, 0, -1, new",
    "0, 0, 0, new",
    "0, 0, 1, error",
    "0, 5, -2, 0",
    "0, 5, -1, new",
    "0, 5, 0, 0",
    "0, 5, 3, 3",
    "0, 5, 5, new",
    "0, 5, 6, error",
    "3, 5, -2, 3",
    "3, 5, -1, new",
    "3, 5, 0, 3",
    "3, 5, 3, 3",
    "3, 5, 4, 4",
    "3, 5, 5, new",
    "3, 5, -3, error"
  })
  void start_everyKind_onEveryLog(int first, int end, long offset, String expected)
      throws Exception {
    FakeEngine engine = new FakeEngine();
    FakeLog log = new FakeLog(first, end);
    engine.answers = log::answer;
    JsonPeer peer = peer(open(engine.served(), ConnectionLimits.DEFAULTS));
    String answer =
        peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":" + offset + "}");
    if (expected.equals("error")) {
      assertThat(answer).contains("\"type\":\"error\"", "offset");
      return;
    }
    assertThat(answer).isEqualTo(RESPONSE);
    log.append();
    String at = expected.equals("new") ? Integer.toString(end) : expected;
    assertThat(peer.receive()).contains("\"type\":\"message\"", "\"offset\":" + at + ",");
  }

  @Test
  void latest_isFixedBeforeTheResponse() throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    peer.ask("{\"type\":\"publish\",\"payload\":\"old\"}");
    peer.send("{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":-1}");
    peer.send("{\"type\":\"publish\",\"payload\":\"new\"}");
    assertThat(List.of(peer.receive(), peer.receive(), peer.receive()))
        .contains(RESPONSE, "{\"type\":\"response\",\"success\":true,\"offset\":1}")
        .filteredOn(frame -> frame.contains("\"payload\":\"new\""))
        .hasSize(1);
  }

  @Test
  void group_sharesMessages_andEachIsAckedByItself() throws Exception {
    TcpDoor door = door(ConnectionLimits.DEFAULTS);
    JsonPeer publisher = peer(door);
    JsonPeer member = peer(door);
    String subscribe =
        "{\"type\":\"subscribe\",\"subscriber_id\":\"m\",\"group\":\"g\",\"topic\":\"t\"}";
    assertThat(member.ask(subscribe)).isEqualTo(RESPONSE);
    publisher.ask("{\"type\":\"publish\",\"topic\":\"t\",\"payload\":0}");
    publisher.ask("{\"type\":\"publish\",\"topic\":\"t\",\"payload\":1}");
    String first = id(member.fields());
    String second = id(member.fields());
    assertThat(member.ask("{\"type\":\"ack\",\"message_id\":\"" + second + "\"}"))
        .isEqualTo(RESPONSE);
    assertThat(member.ask("{\"type\":\"ack\",\"message_id\":\"" + second + "\"}"))
        .contains("LEASE_LOST");
    assertThat(publisher.ask("{\"type\":\"get_stats\",\"topic\":\"t\"}"))
        .isEqualTo(
            "{\"type\":\"response\",\"success\":true,\"total_messages\":2,\"oldest_offset\":0,"
                + "\"latest_offset\":1,\"subscriber_count\":1,"
                + "\"subscribers\":[{\"id\":\"g\",\"current_offset\":0,\"lag\":1}]}");
    // A member that is gone has given back what it did not ack: nobody else could have it before.
    member.close();
    assertThat(publisher.ask(subscribe)).isEqualTo(RESPONSE);
    Map<String, JsonText> again = publisher.fields();
    assertThat(again)
        .containsEntry("offset", JsonText.of(0))
        .containsEntry("delivery_count", JsonText.of(2));
    assertThat(id(again)).isNotEqualTo(first);
  }

  @Test
  void nack_forGood_makesADeadLetter() throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    peer.ask("{\"type\":\"publish\",\"payload\":{\"bad\":1}}");
    peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"m\",\"group\":\"g\"}");
    String nack =
        "{\"type\":\"nack\",\"message_id\":\"" + id(peer.fields()) + "\",\"reason\":\"no\",";
    assertThat(peer.ask(nack + "\"dead_letter\":7}"))
        .contains("dead_letter: must be true or false");
    assertThat(peer.ask(nack + "\"dead_letter\":true}")).isEqualTo(RESPONSE);
    peer.ask("{\"type\":\"unsubscribe\",\"subscriber_id\":\"m\"}");
    String letters = "{\"type\":\"subscribe\",\"subscriber_id\":\"d\",\"topic\":\"telemetry.dlq\"}";
    assertThat(peer.ask(letters)).isEqualTo(RESPONSE);
    assertThat(peer.receive()).contains("\"type\":\"message\"", "\"offset\":0,");
  }

  @Test
  void payload_thatIsNotJson_isShownInBase64() throws Exception {
    Message binary = new Message("x/y", 0, ByteBuffer.wrap(new byte[] {0, 1, (byte) 255}));
    Requests.call(
        broker.connect(SessionInfo.inProcess("t", "t")),
        new QueueRequest.Publish("telemetry", Producer.ANONYMOUS, List.of(binary), 0));
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"s\"}");
    assertThat(peer.receive()).endsWith("\"payload_base64\":\"AAH/\"}");
  }

  @Test
  void subscriber_thatIsSilent_isNotIdle() throws Exception {
    ConnectionLimits hasty =
        ConnectionLimits.DEFAULTS.withTimeouts(Duration.ofMillis(50), Duration.ofSeconds(30));
    TcpDoor door = door(hasty);
    JsonPeer peer = peer(door);
    peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"s\"}");
    JsonPeer idle = peer(door);
    idle.ask("{\"type\":\"get_stats\"}");
    assertThat(idle.raw.isAtEnd()).isTrue();
    Requests.call(
        broker.connect(SessionInfo.inProcess("t", "t")), Requests.publish("telemetry", "x"));
    assertThat(peer.receive()).contains("\"type\":\"message\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | not JSON",
        "{} | type: is missing",
        "{\"type\":7} | type: must be a string",
        "{\"type\":\"fly\"} | type: is not known",
        "{\"type\":\"publish\"} | payload: is missing",
        "{\"type\":\"publish\",\"paylod\":1} | paylod: is not known",
        "{\"type\":\"publish\",\"payload\":1,\"topic\":\"..\"} | topic: must be",
        "{\"type\":\"subscribe\"} | subscriber_id: is missing",
        "{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":1.5} | offset: must be",
        "{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":7} | offsets go from 0 to 0",
        "{\"type\":\"ack\"} | message_id: is missing",
        "{\"type\":\"ack\",\"message_id\":\"telemetry-0\"} | has nothing to ack",
        "{\"type\":\"nack\",\"message_id\":\"\"} | message_id: names no delivery",
        "{\"type\":\"hello\"} | hello comes first, and once"
      })
  void frame_bad_isToldWhatIsWrong_andTheConnectionGoesOn(String frame, String error)
      throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    assertThat(peer.ask("{\"type\":\"publish\",\"topic\":\"other\",\"payload\":1}"))
        .contains("response");
    assertThat(peer.ask(frame))
        .startsWith("{\"type\":\"error\",\"success\":false,\"error\":\"")
        .contains(error);
    assertThat(peer.ask("{\"type\":\"get_stats\"}")).contains("\"total_messages\":0");
  }

  @Test
  void frame_beyondTheLimit_isToldSoInJson_andTheConnectionEnds() throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    peer.send("{\"type\":\"publish\",\"payload\":\"" + "x".repeat(1 << 20) + "\"}");
    assertThat(peer.receive())
        .isEqualTo(
            "{\"type\":\"error\",\"success\":false,"
                + "\"error\":\"a frame takes at most 1048576 bytes\",\"code\":\"TOO_LARGE\"}");
    assertThat(peer.raw.isAtEnd()).isTrue();
  }

  @Test
  void subscribers_beyondTheBound_orTwiceOfOneName_areRefused() throws Exception {
    JsonPeer peer = peer(door(ConnectionLimits.DEFAULTS));
    for (int i = 0; i < Subscriptions.MOST; i++) {
      String subscribe = "{\"type\":\"subscribe\",\"subscriber_id\":\"s" + i + "\"}";
      assertThat(peer.ask(subscribe)).isEqualTo(RESPONSE);
      if (i == 0) {
        assertThat(peer.ask(subscribe)).contains("subscribed already");
      }
    }
    assertThat(peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"more\"}")).contains("BUSY");
  }

  @Test
  void token_comesInHello_orTheConnectionEnds() throws Exception {
    TcpDoor door =
        new TcpDoor(
            FrameServerConfig.listeningOn(loopback()),
            List.of(AccessToken.ofEverything("right")),
            new TcpDoor.Engine(broker::connectToSend, new EventTimes(new SystemClock())),
            System::nanoTime);
    open.add(door);
    for (String frame :
        List.of(
            "{\"type\":\"get_stats\"}",
            "{\"type\":\"hello\",\"token\":\"wrong\"}",
            "{\"type\":\"hello\"}",
            "{")) {
      JsonPeer stranger = peer(door);
      assertThat(stranger.ask(frame)).contains("\"type\":\"error\"").doesNotContain("right");
      assertThat(stranger.raw.isAtEnd()).isTrue();
    }
    JsonPeer peer = peer(door);
    assertThat(peer.ask("{\"type\":\"hello\",\"token\":\"right\",\"instance\":\"me\"}"))
        .isEqualTo(RESPONSE);
    assertThat(peer.ask("{\"type\":\"get_stats\"}")).contains("response");
    assertThat(broker.sessions()).extracting(SessionInfo::instance).containsExactly("me");
  }

  @Test
  void reader_thatIsSlow_stopsTheReading_andLosesNothing() throws Exception {
    int messages = 3_000;
    FakeEngine engine = new FakeEngine();
    FakeLog log = new FakeLog(0, messages, "\"" + "x".repeat(10_000) + "\"");
    engine.answers = log::answer;
    JsonPeer peer = peer(open(engine.served(), ConnectionLimits.DEFAULTS));
    peer.ask("{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":0}");
    for (int next = 0; next < messages; next++) {
      assertThat(peer.fields()).containsEntry("offset", JsonText.of(next));
      // What the sockets can hold and 256 KiB, never the 30 MB that there are.
      assertThat(log.given() - next).as("given ahead").isLessThan(messages * 2 / 3);
    }
  }

  private static String id(Map<String, JsonText> message) {
    return message.getOrDefault("message_id", JsonText.NULL).plain();
  }

  private TcpDoor door(ConnectionLimits limits) throws IOException {
    return open(
        new TcpDoor.Engine(broker::connectToSend, new EventTimes(new SystemClock())), limits);
  }

  private TcpDoor open(TcpDoor.Engine engine, ConnectionLimits limits) throws IOException {
    var config = new FrameServerConfig(loopback(), 100, Duration.ZERO, limits);
    TcpDoor door = new TcpDoor(config, List.of(), engine, System::nanoTime);
    open.add(door);
    return door;
  }

  private JsonPeer peer(TcpDoor door) throws IOException {
    JsonPeer peer = new JsonPeer(door.port());
    open.add(peer);
    return peer;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
