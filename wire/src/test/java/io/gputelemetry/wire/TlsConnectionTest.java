package io.gputelemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.wire.tls.TestCertificates;
import io.gputelemetry.wire.tls.Tls;
import io.gputelemetry.wire.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames through TLS: what goes well, and what each side is told if it does not. */
@Timeout(60)
class TlsConnectionTest {
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private static Path shared;
  private static TestCertificates ours;
  private static TestCertificates others;
  private static TlsFiles.Own server;
  private static TlsFiles.Own client;

  private final TestService service = new TestService();
  private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeAll
  static void makeCertificates() throws Exception {
    ours = new TestCertificates(shared.resolve("ours"));
    others = new TestCertificates(shared.resolve("others"));
    server = ours.make("server", TestCertificates.LOCALHOST);
    client = ours.make("client", "san=dns:client");
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  @Test
  void frames_ofEverySize_goThroughBothWays() throws Exception {
    FrameClient peer = connect(start(TestCertificates.server(server)), ours.client());
    SplittableRandom random = new SplittableRandom(1);
    List<CompletableFuture<ByteBuffer>> replies = new ArrayList<>();
    List<ByteBuffer> sent = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      byte[] bytes = new byte[i % 20 == 0 ? 900_000 : random.nextInt(40_000)];
      random.nextBytes(bytes);
      ByteBuffer body = ByteBuffer.allocate(8 + bytes.length).putLong(i).put(bytes).flip();
      sent.add(body);
      replies.add(peer.send(i, List.of(body.duplicate())));
    }
    for (int i = 0; i < sent.size(); i++) {
      assertThat(replies.get(i).get(30, TimeUnit.SECONDS)).isEqualTo(sent.get(i));
    }
  }

  @Test
  void certificateOfTheClient_isAskedForOnlyWithACa() throws Exception {
    FrameServer mutual = start(ours.mutual(server));
    TlsFiles known = new TlsFiles(Optional.of(client), Optional.of(ours.ca()));
    assertThat(echo(connect(mutual, known))).isEqualTo("hello");

    assertThat(failure(mutual, ours.client()))
        .contains("the peer wants a certificate of this side");
    assertThat(disagreement()).isEqualTo("the peer has no certificate, and needs one");

    TlsFiles.Own strange = others.make("strange", "san=dns:client");
    TlsFiles stranger = new TlsFiles(Optional.of(strange), Optional.of(ours.ca()));
    assertThat(failure(mutual, stranger)).contains("the peer");
    assertThat(disagreement())
        .isEqualTo("the peer's certificate is signed by no CA that is trusted here");
  }

  @Test
  void certificateOfTheServer_thatIsWrong_isNamedOnBothSides() throws Exception {
    TlsFiles.Own expired = ours.make("expired", TestCertificates.LOCALHOST, "-20d", 10);
    assertThat(failure(start(TestCertificates.server(expired)), ours.client()))
        .contains("the peer's certificate has expired");
    assertThat(disagreement()).contains("does not accept the certificate of this side");

    TlsFiles.Own elsewhere = ours.make("elsewhere", "san=dns:elsewhere");
    assertThat(failure(start(TestCertificates.server(elsewhere)), ours.client()))
        .contains("the peer's certificate is for another host");
    assertThat(disagreement()).contains("does not accept the certificate of this side");

    assertThat(failure(start(TestCertificates.server(server)), others.client()))
        .contains("the peer's certificate is signed by no CA that is trusted here");
    assertThat(disagreement()).contains("does not accept the certificate of this side");
  }

  @Test
  void clientWithoutTls_isToldInPlain() throws Exception {
    FrameServer tls = start(TestCertificates.server(server));
    try (Peer peer = Peer.of(tls)) {
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo("TLS_NEEDED");
      assertThat(peer.isAtEnd()).isTrue();
    }
    assertThat(disagreement()).isEqualTo("the peer does not speak TLS, which this port needs");
  }

  @Test
  void clientWithTls_onAPlainPort_isToldSo() throws Exception {
    FrameServer plain = started(Optional.empty(), limits());
    assertThat(failure(plain, ours.client())).contains("the peer does not speak TLS");
    assertThat(service.awaitEnd()).contains("FrameTooLarge");
  }

  @Test
  void connection_silentOrStuckInTheHandshake_isEnded() throws Exception {
    FrameServer tls =
        started(
            Optional.of(Tls.server(TestCertificates.server(server), notices::add)),
            limits().withTimeouts(LONG, SHORT));
    byte[] beginOfHello = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
    for (int sent = 0; sent <= beginOfHello.length; sent += beginOfHello.length) {
      try (Peer peer = Peer.of(tls)) {
        peer.out.write(beginOfHello, 0, sent);
        peer.out.flush();
        assertThat(peer.isAtEnd()).isTrue();
        assertThat(service.awaitEnd()).contains("stalled");
      }
    }
  }

  @Test
  void garbage_insteadOfAHandshake_leavesTheServerServing() throws Exception {
    FrameServer tls = start(TestCertificates.server(server));
    for (long seed = 1; seed <= 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] garbage = new byte[5 + random.nextInt(300)];
      random.nextBytes(garbage);
      garbage[0] = 22;
      garbage[1] = 3;
      garbage[3] = (byte) random.nextInt(65);
      try (Peer peer = Peer.of(tls)) {
        peer.out.write(garbage);
        peer.out.flush();
      }
      var _ = service.awaitEnd();
    }
    assertThat(echo(connect(tls, ours.client()))).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void versions_from12On_areSpoken(String version) throws Exception {
    FrameServer tls = start(TestCertificates.server(server));
    try (Peer peer = new Peer(socket(tls, version))) {
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo("hello");
    }
  }

  @Test
  void renegotiation_isRefused() throws Exception {
    FrameServer tls = start(TestCertificates.server(server));
    SSLSocket socket = socket(tls, "TLSv1.2");
    try (Peer peer = new Peer(socket)) {
      peer.send("hello");
      assertThat(peer.receive()).isEqualTo("hello");
      socket.startHandshake();
      assertThat(peer.isAtEnd()).isTrue();
    } catch (IOException e) {
      assertThat(e).as("cut off, as it should be").hasMessageNotContaining("timed out");
    }
    assertThat(service.awaitEnd()).contains("negotiate again");
  }

  @Test
  void files_thatAreRenewed_countForNewConnections() throws Exception {
    Path directory = Files.createDirectories(shared.resolve("renewed"));
    TlsFiles.Own own = new TlsFiles.Own(directory.resolve("tls.crt"), directory.resolve("tls.key"));
    copy(ours.make("first", "san=dns:elsewhere"), own);
    FrameServer tls = start(TestCertificates.server(own));
    assertThat(failure(tls, ours.client())).contains("for another host");

    Files.copy(server.certificates(), own.certificates(), StandardCopyOption.REPLACE_EXISTING);
    assertThat(failure(tls, ours.client())).as("half of it is renewed").contains("another host");
    assertThat(notice()).contains("not used yet").contains("is not that of");
    copy(server, own);
    assertThat(echo(connect(tls, ours.client()))).isEqualTo("hello");
    assertThat(notice()).contains("were renewed");
  }

  @Test
  void connections_tooMany_areToldSoThroughTls() throws Exception {
    var config =
        new FrameServerConfig(loopback(), 1, Duration.ofSeconds(1), limits())
            .withTls(Optional.of(Tls.server(TestCertificates.server(server), notices::add)));
    FrameServer one = FrameServer.start(config, service, System::nanoTime);
    open.add(one);
    assertThat(echo(connect(one, ours.client()))).isEqualTo("hello");
    try (Peer peer = new Peer(socket(one, "TLSv1.3"))) {
      assertThat(peer.receive()).isEqualTo("TOO_MANY_CONNECTIONS");
      assertThat(peer.isAtEnd()).isTrue();
    }
  }

  private static void copy(TlsFiles.Own from, TlsFiles.Own to) throws IOException {
    Files.copy(from.certificates(), to.certificates(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String echo(FrameClient peer) throws Exception {
    ByteBuffer reply = reply(peer).get(20, TimeUnit.SECONDS);
    byte[] text = new byte[reply.remaining() - 8];
    reply.get(8, text);
    return new String(text, java.nio.charset.StandardCharsets.UTF_8);
  }

  private static CompletableFuture<ByteBuffer> reply(FrameClient peer) {
    return peer.send(
        7, List.of(ByteBuffer.allocate(8).putLong(7).flip(), TestService.text("hello")));
  }

  /** Why a request fails. */
  private String failure(FrameServer to, TlsFiles files) throws Exception {
    CompletableFuture<ByteBuffer> reply = reply(connect(to, files));
    return reply
        .handle((body, failure) -> failure == null ? "no failure but " + body : failure.toString())
        .get(20, TimeUnit.SECONDS);
  }

  private String disagreement() throws InterruptedException {
    return Peer.present(service.disagreed.poll(20, TimeUnit.SECONDS), "nobody disagreed");
  }

  private String notice() throws InterruptedException {
    return Peer.present(notices.poll(20, TimeUnit.SECONDS), "no notice came");
  }

  private FrameServer start(TlsFiles files) throws IOException {
    return started(Optional.of(Tls.server(files, notices::add)), limits());
  }

  private FrameServer started(Optional<Tls> tls, ConnectionLimits limits) throws IOException {
    var config = new FrameServerConfig(loopback(), 100, Duration.ofSeconds(1), limits).withTls(tls);
    FrameServer started = FrameServer.start(config, service, System::nanoTime);
    open.add(started);
    return started;
  }

  private FrameClient connect(FrameServer to, TlsFiles files) throws IOException {
    var config =
        new FrameClientConfig(
            LONG,
            FrameClientConfig.DEFAULTS.limits(),
            Optional.of(Tls.client(files, notices::add)));
    FrameClient connected =
        FrameClient.connect(
            new InetSocketAddress("localhost", to.port()),
            config,
            body -> body.remaining() < 8 ? 0 : body.getLong(body.position()),
            System::nanoTime);
    open.add(connected);
    return connected;
  }

  private static SSLSocket socket(FrameServer to, String version) throws Exception {
    SSLContext context = Tls.client(ours.client(), _ -> {}).context();
    SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), to.port());
    socket.setEnabledProtocols(new String[] {version});
    return socket;
  }

  private static ConnectionLimits limits() {
    return new ConnectionLimits(1 << 20, 256, 64 << 20, LONG, LONG);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }
}
