package io.gputelemetry.embedded.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.store.BatchOf;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.ScanQuery;
import io.gputelemetry.store.WriteReceipt;
import io.gputelemetry.store.frame.RandomFrames;
import io.gputelemetry.store.frame.StoreError;
import io.gputelemetry.store.frame.StoreFrame;
import io.gputelemetry.store.frame.StoreReply;
import io.gputelemetry.store.frame.StoreRequest;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door as a peer sees it that speaks no client of ours. */
@Timeout(60)
class StoreDoorTest {
  private static final String TOKEN = "the-right-token";
  private static final StoreRequest HELLO = new StoreRequest.Hello("raw", "test", TOKEN);
  private static final StoreRequest STATS = new StoreRequest.Stats();
  private static final int ROWS = 8_000;

  private final MemoryStore store = new MemoryStore(256 << 20, () -> 7);
  private final StoreDoor door;

  StoreDoorTest() throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.door =
        new StoreDoor(StoreDoor.listeningOn(address), List.of(TOKEN), store, System::nanoTime);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void append_afterHello_isAnsweredWithItsReceipt() throws Exception {
    try (RawPeer peer = greeted()) {
      peer.send(2, append(3));
      assertThat(peer.receive(2)).isEqualTo(new StoreReply.Receipt(new WriteReceipt(3, 0, 0)));
      peer.send(3, append(3));
      assertThat(peer.receive(3)).isEqualTo(new StoreReply.Receipt(new WriteReceipt(0, 3, 0)));
      assertThat(door.connections()).isEqualTo(1);
    }
  }

  @Test
  void peer_withoutTheToken_isRefusedWhateverItSends() throws Exception {
    for (StoreRequest first :
        List.of(STATS, append(1), new StoreRequest.Hello("raw", "test", "wrong"))) {
      try (RawPeer peer = new RawPeer(door.port())) {
        peer.send(9, first);
        assertRefused(peer.receive(9), StoreError.UNAUTHORIZED);
        assertThat(peer.isAtEnd()).isTrue();
      }
    }
    assertThat(store.stats().samples()).isZero();
  }

  @Test
  void frame_ofAnotherVersion_endsTheConnection() throws Exception {
    byte[] body = RawPeer.body(1, HELLO);
    body[0] = 2;
    try (RawPeer peer = new RawPeer(door.port())) {
      peer.sendBody(body);
      assertRefused(peer.receive(StoreFrame.NO_CORRELATION), StoreError.BAD_REQUEST);
      assertThat(peer.isAtEnd()).isTrue();
    }
  }

  @Test
  void frame_thatIsTooLarge_endsTheConnectionUnread() throws Exception {
    try (RawPeer peer = greeted()) {
      peer.sendBytes(ByteBuffer.allocate(4).putInt(StoreFrame.BYTES_MAX + 1).array());
      assertRefused(peer.receive(StoreFrame.NO_CORRELATION), StoreError.TOO_LARGE);
      assertThat(peer.isAtEnd()).isTrue();
    }
  }

  @Test
  void fieldsAndBatches_thatAreNone_areRefusedAndTheConnectionGoesOn() throws Exception {
    byte[] unknown = RawPeer.body(2, STATS);
    unknown[1] = 99;
    try (RawPeer peer = greeted()) {
      peer.sendBody(unknown);
      assertRefused(peer.receive(2), StoreError.BAD_REQUEST);
      peer.send(3, new StoreRequest.Append(ByteBuffer.wrap(new byte[50])));
      assertRefused(peer.receive(3), StoreError.BAD_REQUEST);
      peer.send(4, HELLO);
      assertRefused(peer.receive(4), StoreError.BAD_REQUEST);
      peer.send(5, STATS);
      assertThat(peer.receive(5)).isInstanceOf(StoreReply.Statistics.class);
    }
  }

  @Test
  void peer_thatDoesNotRead_isNotWorkedFor() throws Exception {
    fill();
    int requests = 1_000;
    int aheadMost = 300;
    try (RawPeer peer = greeted()) {
      Thread sender = Thread.ofVirtual().start(() -> sendScans(peer, requests));
      long before = door.requests();
      for (int read = 0; read < requests; read++) {
        assertThat(peer.receive()).isInstanceOf(StoreReply.Rows.class);
        assertThat(door.requests() - before - read)
            .as("answered and not read")
            .isLessThan(aheadMost);
      }
      sender.join();
    }
  }

  @Test
  void bytes_atRandom_neverStopTheDoor() throws Exception {
    for (long seed = 1; seed <= 200; seed++) {
      attack(new SplittableRandom(seed));
    }
    try (RawPeer peer = greeted()) {
      peer.send(2, STATS);
      assertThat(peer.receive(2)).isInstanceOf(StoreReply.Statistics.class);
    }
  }

  private void attack(SplittableRandom random) throws IOException {
    try (RawPeer peer = new RawPeer(door.port())) {
      peer.send(1, HELLO);
      for (int left = 1 + random.nextInt(8); left > 0; left--) {
        int kind = random.nextInt(RandomFrames.REQUEST_KINDS);
        byte[] body = RawPeer.body(1 + random.nextInt(99), RandomFrames.request(kind, random));
        for (int changes = random.nextInt(5); changes > 0; changes--) {
          body[random.nextInt(body.length)] = (byte) random.nextInt(256);
        }
        peer.sendBody(body);
      }
    } catch (SocketException e) {
      // The door closed while we were still sending, as it may.
    }
  }

  private RawPeer greeted() throws Exception {
    RawPeer peer = new RawPeer(door.port());
    peer.send(1, HELLO);
    assertThat(peer.receive(1)).isEqualTo(new StoreReply.Done());
    return peer;
  }

  private static void sendScans(RawPeer peer, int count) {
    StoreRequest scan = new StoreRequest.Scan(ScanQuery.all(BatchOf.gpu(1).uuid()));
    try {
      for (int i = 2; i < 2 + count; i++) {
        peer.send(i, scan);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Rows that do not compress, so that a chunk has some size. */
  private void fill() {
    SplittableRandom random = new SplittableRandom(1);
    BatchOf batch = new BatchOf();
    for (int i = 0; i < ROWS; i++) {
      batch.row(BatchOf.series(1, "M"), i * 1_000L + random.nextInt(1_000), random.nextDouble());
    }
    assertThat(store.append(batch.build()).stored()).isEqualTo(ROWS);
  }

  private static StoreRequest append(int rows) {
    BatchOf batch = new BatchOf();
    for (int i = 0; i < rows; i++) {
      batch.row(BatchOf.series(1, "M"), i, i);
    }
    return new StoreRequest.Append(new SampleBatchCodec().encode(batch.build()));
  }

  private static void assertRefused(StoreReply reply, StoreError error) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            StoreReply.Refused.class, refused -> assertThat(refused.error()).isEqualTo(error));
  }
}
