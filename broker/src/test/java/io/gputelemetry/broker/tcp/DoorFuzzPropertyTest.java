package io.gputelemetry.broker.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.QueueFrame;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.RandomFrames;
import io.gputelemetry.queue.ReplyCodec;
import io.gputelemetry.wire.ConnectionLimits;
import io.gputelemetry.wire.FrameServerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a peer sends, it is answered or closed, and everybody else is still served. */
@Timeout(60)
class DoorFuzzPropertyTest {
  /**
   * More than one test opens: connections that were cut may not be cleaned up when the probe comes.
   */
  private static final int MAX_CONNECTIONS = 2_000;

  private static final int CONNECTIONS = 400;
  private static final int MANY_FRAMES = 2_000_000;

  /** Fewer than the requests that may be in flight. */
  private static final int TOGETHER = 50;

  private static final QueueRequest PROBE = new QueueRequest.Inspect();

  private final FakeEngine engine = new FakeEngine();
  private final TcpDoor door;

  DoorFuzzPropertyTest() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    var config =
        new FrameServerConfig(
            address,
            MAX_CONNECTIONS,
            Duration.ZERO,
            ConnectionLimits.DEFAULTS.withMaxFrameBytes(64 * 1024));
    this.door = new TcpDoor(config, List.of(), engine.served(), System::nanoTime);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void frames_randomAndMutated_neverStopTheServer() throws Exception {
    try (RawPeer witness = new RawPeer(door.port())) {
      for (long seed = 1; seed <= CONNECTIONS; seed++) {
        attack(new SplittableRandom(seed));
        witness.send(seed, PROBE);
        assertThat(witness.receive(seed)).as("seed %d", seed).isEqualTo(new QueueReply.NoRange());
      }
    }
    try (RawPeer probe = new RawPeer(door.port())) {
      probe.send(1, PROBE);
      assertThat(probe.receive(1)).isEqualTo(new QueueReply.NoRange());
    }
  }

  /** Frames behind a good header, so that a connection lives on; each is answered. */
  @Test
  @Tag("proof")
  @Timeout(300)
  void frames_twoMillion_areEachAnswered() throws Exception {
    try (RawPeer peer = new RawPeer(door.port())) {
      for (long first = 1; first <= MANY_FRAMES; first += TOGETHER) {
        ByteBuffer together = ByteBuffer.allocate(TOGETHER * 70_000);
        for (long seed = first; seed < first + TOGETHER; seed++) {
          byte[] frame = answerable(new SplittableRandom(seed));
          together.putInt(frame.length).put(frame);
        }
        peer.sendBytes(Arrays.copyOf(together.array(), together.position()));
        for (int i = 0; i < TOGETHER; i++) {
          assertThat(ReplyCodec.decode(ByteBuffer.wrap(peer.receiveBody()))).isNotNull();
        }
        engine.requests.clear();
      }
    }
  }

  /** A frame whose version and number are good, and nothing else needs to be. */
  static byte[] answerable(SplittableRandom random) {
    byte[] frame = frame(random);
    byte[] body = Arrays.copyOf(frame, Math.max(frame.length, QueueFrame.HEADER_BYTES));
    body[0] = 1;
    if (body[1] == 1) {
      // A second Hello is refused, too, but it is the only one that a session takes.
      body[1] = 2;
    }
    body[9] = 1;
    return body;
  }

  @Test
  void request_cutAtEveryByte_leavesTheServerServing() throws Exception {
    for (int kind = 0; kind < RandomFrames.REQUEST_KINDS; kind++) {
      byte[] body = RawPeer.frame(1, RandomFrames.request(kind, new SplittableRandom(3)));
      ByteBuffer frame = ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body);
      int step = Math.max(1, frame.capacity() / 60);
      for (int cut = 0; cut < frame.capacity(); cut += step) {
        try (RawPeer peer = new RawPeer(door.port())) {
          byte[] bytes = new byte[cut];
          frame.get(0, bytes);
          peer.sendBytes(bytes);
        }
      }
    }
    try (RawPeer probe = new RawPeer(door.port())) {
      probe.send(1, PROBE);
      assertThat(probe.receive(1)).isEqualTo(new QueueReply.NoRange());
    }
  }

  /** Sends some frames, then one that makes the server close, and reads to the end. */
  private void attack(SplittableRandom random) throws IOException {
    try (RawPeer peer = new RawPeer(door.port())) {
      int frames = 1 + random.nextInt(8);
      for (int i = 0; i < frames; i++) {
        peer.sendBody(frame(random));
      }
      if (random.nextBoolean()) {
        byte[] garbage = new byte[random.nextInt(300)];
        random.nextBytes(garbage);
        peer.sendBytes(garbage);
      } else {
        peer.sendBytes((byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff);
        peer.drain();
      }
    } catch (SocketException e) {
      // The server closed while we were still sending, as it may.
    }
  }

  private static byte[] frame(SplittableRandom random) {
    byte[] frame =
        random.nextInt(4) == 0
            ? new byte[1 + random.nextInt(100)]
            : RawPeer.frame(
                1 + random.nextInt(100),
                RandomFrames.request(random.nextInt(RandomFrames.REQUEST_KINDS), random));
    int changes = random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
    }
    return frame;
  }
}
