package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever comes in a frame that begins with a brace, it is answered, and the next one too. */
@Timeout(60)
class JsonFuzzPropertyTest {
  private static final int FRAMES = 20_000;
  private static final int MANY_FRAMES = 2_000_000;

  /** Fewer than the requests that may be in flight. */
  private static final int TOGETHER = 50;

  private static final String PROBE = "{\"type\":\"unsubscribe\",\"subscriber_id\":\"probe\"}";

  private static final List<String> SEEDS =
      List.of(
          "{\"type\":\"hello\",\"token\":\"t\"}",
          "{\"type\":\"publish\",\"payload\":{\"a\":[1,2,{\"b\":null}]},\"key\":\"k\"}",
          "{\"type\":\"publish\",\"id\":\"i\",\"metadata\":{},\"payload\":\"\\u00e9\"}",
          "{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"offset\":-2}",
          "{\"type\":\"subscribe\",\"subscriber_id\":\"s\",\"group\":\"g\",\"offset\":9}",
          "{\"type\":\"ack\",\"message_id\":\"AQF0AWcAAAAAAAAAAAAAAAAAAAAA\"}",
          "{\"type\":\"nack\",\"message_id\":\"AQF0\",\"delay\":1,\"reason\":\"r\"}",
          "{\"type\":\"get_stats\",\"topic\":\"t\"}",
          "{\"type\":\"publish\",\"payload\":" + "[".repeat(5_000));

  private final FakeEngine engine = new FakeEngine();
  private final TcpDoor door;

  JsonFuzzPropertyTest() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var config = new FrameServerConfig(address, 10, Duration.ZERO, ConnectionLimits.DEFAULTS);
    engine.answer(new QueueReply.Refused(QueueError.BAD_REQUEST, "no"));
    this.door = new TcpDoor(config, List.of(), engine.served(), System::nanoTime);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void frames_random_areEachAnswered() throws Exception {
    answerAll(FRAMES);
  }

  @Test
  @Tag("proof")
  @Timeout(300)
  void frames_twoMillion_areEachAnswered() throws Exception {
    answerAll(MANY_FRAMES);
  }

  private void answerAll(int frames) throws Exception {
    try (JsonPeer peer = new JsonPeer(door.port())) {
      for (long first = 1; first <= frames; first += TOGETHER) {
        for (long seed = first; seed < first + TOGETHER; seed++) {
          peer.send(frame(new SplittableRandom(seed)));
        }
        for (long seed = first; seed < first + TOGETHER; seed++) {
          assertThat(peer.receive()).as("seed %d", seed).startsWith("{\"type\":\"");
        }
        engine.requests.clear();
        if (first % 1_000 == 1) {
          assertThat(peer.ask(PROBE)).contains("NOT_FOUND");
        }
      }
    }
  }

  static byte[] frame(SplittableRandom random) {
    byte[] frame = SEEDS.get(random.nextInt(SEEDS.size())).getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(6); i > 0; i--) {
      // The first byte stays: it is what makes the frame JSON.
      frame[1 + random.nextInt(frame.length - 1)] = (byte) random.nextInt(256);
    }
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(frame.length) : frame.length;
    return Arrays.copyOf(frame, length);
  }
}
