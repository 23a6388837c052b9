package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.wire.tls.TestCertificates;
import io.gputelemetry.wire.tls.Tls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replies with a part that lies in a file: the peer gets the same bytes, whatever happens. */
@Timeout(60)
class FileRangeTest {
  private static final int FILE_BYTES = 3 << 20;
  private static final int FROM = 1000;
  private static final int LENGTH = 900_000;

  @TempDir private Path directory;
  private final byte[] content = new byte[FILE_BYTES];
  private final AtomicLong sent = new AtomicLong();
  private final TestService service = new TestService();
  private final List<AutoCloseable> open = new ArrayList<>();
  private FileChannel file;

  @BeforeEach
  void makeFile() throws IOException {
    new SplittableRandom(1).nextBytes(content);
    Path path = Files.write(directory.resolve("file"), content);
    file = FileChannel.open(path);
    open.add(file);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void plainSocket_getsItFromTheFile() throws Exception {
    Peer peer = peer(plain());
    reply(peer, new RealFile());
    receive(peer);
    assertThat(sent).hasValue(LENGTH);
  }

  @Test
  void manyReplies_toAPeerThatReadsLate_comeWhole() throws Exception {
    Peer peer = peer(plain());
    for (int i = 0; i < 10; i++) {
      reply(peer, new RealFile());
    }
    for (int i = 0; i < 10; i++) {
      receive(peer);
    }
    assertThat(sent).hasValue(10L * LENGTH);
  }

  @Test
  void connectionWithVirtualThreads_getsIt_whetherTheSystemTakesItOrNot() throws Exception {
    FrameServer server = plain();
    for (int i = 0; i < 64; i++) {
      Peer other = peer(server);
      other.send("here");
      assertThat(other.receive()).isEqualTo("here");
    }
    Peer peer = peer(server);
    for (int i = 0; i < 10; i++) {
      reply(peer, new RealFile());
    }
    for (int i = 0; i < 10; i++) {
      receive(peer);
    }
  }

  @Test
  void fileThatCannotBeRead_endsTheConnection() throws Exception {
    Peer peer = peer(plain());
    reply(peer, new FileThatEnds(0));
    assertThat(peer.in.readInt()).isEqualTo(LENGTH + 8);
    assertThat(service.awaitEnd()).contains("gone");
    Peer other = peer(plain());
    reply(other, new FileThatEnds(500_000));
    assertThat(service.awaitEnd()).contains("gone");
  }

  @Test
  void fileThatIsTooShort_endsTheConnection() throws Exception {
    Peer peer = peer(plain());
    peer.send("hold");
    var range = new FileRange(new RealFile(), FILE_BYTES - 10, 100);
    service.awaitHeld().reply().sendStored(List.of(new FramePart.InFile(range)));
    assertThat(service.awaitEnd()).contains("in the middle of a message");
  }

  @Test
  void channelThatTakesNothingNow_itIsCopied() throws Exception {
    Peer peer = peer(plain());
    reply(peer, new FileThatIsRead());
    receive(peer);
  }

  @Test
  void tls_isCopied() throws Exception {
    TestCertificates certificates = new TestCertificates(directory.resolve("certificates"));
    var own = certificates.make("server", TestCertificates.LOCALHOST);
    Tls tls = Tls.server(TestCertificates.server(own), _ -> {});
    FrameServer server = start(config().withTls(Optional.of(tls)));
    FrameClient client =
        FrameClient.connect(
            new InetSocketAddress("localhost", server.port()),
            FrameClientConfig.DEFAULTS.withTls(
                Optional.of(Tls.client(certificates.client(), _ -> {}))),
            _ -> 7,
            System::nanoTime);
    open.add(client);
    CompletableFuture<ByteBuffer> answer = client.send(7, List.of(TestService.text("hold")));
    sendStored(new RealFile());
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(expected());
    assertThat(sent).hasValue(0);
  }

  @Test
  void load_readsAllOfIt() throws IOException {
    assertThat(new FileRange(new RealFile(), FROM, LENGTH).load())
        .isEqualTo(ByteBuffer.wrap(content, FROM, LENGTH));
  }

  /** Counts what goes past the process. */
  private class RealFile implements FileRange.Source {
    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      assertThat(count).as("a slow peer must be seen to take something").isLessThan(300_000);
      long went = file.transferTo(position, count, target);
      sent.addAndGet(went);
      return went;
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
      return file.read(target, position);
    }
  }

  /** Is taken away when so much was sent. */
  private final class FileThatEnds extends RealFile {
    private final int bytes;

    FileThatEnds(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
        throws IOException {
      if (position >= FROM + bytes) {
        throw new IOException("gone");
      }
      return super.transferTo(position, Math.min(count, 300_000), target);
    }
  }

  /** Leaves all to be copied. */
  private final class FileThatIsRead extends RealFile {
    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      return 0;
    }
  }

  private void reply(Peer peer, FileRange.Source source) throws Exception {
    peer.send("hold");
    sendStored(source);
  }

  private void sendStored(FileRange.Source source) throws InterruptedException {
    service
        .awaitHeld()
        .reply()
        .sendStored(
            List.of(
                new FramePart.InMemory(TestService.text("head")),
                new FramePart.InFile(new FileRange(source, FROM, LENGTH)),
                new FramePart.InMemory(TestService.text("tail"))));
  }

  private void receive(Peer peer) throws IOException {
    byte[] body = new byte[peer.in.readInt()];
    peer.in.readFully(body);
    assertThat(ByteBuffer.wrap(body)).isEqualTo(expected());
  }

  private ByteBuffer expected() {
    return ByteBuffer.allocate(LENGTH + 8)
        .put("head".getBytes(StandardCharsets.UTF_8))
        .put(content, FROM, LENGTH)
        .put("tail".getBytes(StandardCharsets.UTF_8))
        .flip();
  }

  private FrameServer plain() throws IOException {
    return start(config());
  }

  private static FrameServerConfig config() {
    return new FrameServerConfig(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        100,
        Duration.ZERO,
        ConnectionLimits.DEFAULTS);
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
}
