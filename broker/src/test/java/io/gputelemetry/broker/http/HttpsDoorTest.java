package io.gputelemetry.broker.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.wire.tls.TestCertificates;
import io.gputelemetry.wire.tls.Tls;
import io.gputelemetry.wire.tls.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP door with TLS: who gets in, and that nobody hangs. */
@Timeout(60)
class HttpsDoorTest {
  /** The record of a hello of 512 bytes, which has hardly begun. */
  private static final byte[] HELLO = Arrays.copyOf(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, -4}, 100);

  @TempDir private static Path directory;
  private static TestCertificates certificates;
  private static TlsFiles.Own server;
  private static TlsFiles.Own known;

  private final ServedBroker queue = ServedBroker.usual();

  HttpsDoorTest() throws IOException {}

  @BeforeAll
  static void makeCertificates() throws Exception {
    certificates = new TestCertificates(directory);
    server = certificates.make("server", TestCertificates.LOCALHOST);
    known = certificates.make("client", "san=dns:client");
  }

  @AfterEach
  void close() throws IOException {
    queue.close();
  }

  @Test
  void request_throughTls_isServed_inBothVersions() throws Exception {
    try (HttpListener door = start(TestCertificates.server(server), Duration.ofSeconds(10))) {
      for (String version : Tls.PROTOCOLS) {
        assertThat(get(door, certificates.client(), version)).isEqualTo(200);
      }
      assertThatThrownBy(() -> get(door, certificates.client(), "TLSv1.1"))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void certificateOfTheClient_isAskedFor() throws Exception {
    try (HttpListener door = start(certificates.mutual(server), Duration.ofSeconds(10))) {
      TlsFiles files = new TlsFiles(Optional.of(known), Optional.of(certificates.ca()));
      assertThat(get(door, files, "TLSv1.3")).isEqualTo(200);
      assertThatThrownBy(() -> get(door, certificates.client(), "TLSv1.2"))
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void peer_thatSpeaksPlainHttp_isClosed_andTheNextIsServed() throws Exception {
    try (HttpListener door = start(TestCertificates.server(server), Duration.ofSeconds(10))) {
      try (Socket socket = connect(door)) {
        socket
            .getOutputStream()
            .write(
                "GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(answer(socket)).doesNotContain("200");
      }
      assertThat(get(door, certificates.client(), "TLSv1.3")).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100})
  void peer_silentInTheHandshake_isEnded_andItsPlaceIsFree(int bytesOfHello) throws Exception {
    try (HttpListener door = start(TestCertificates.server(server), Duration.ofMillis(100))) {
      for (int peer = 0; peer < 2; peer++) {
        try (Socket socket = connect(door)) {
          socket.getOutputStream().write(HELLO, 0, bytesOfHello);
          assertThat(answer(socket)).doesNotContain("200");
        }
      }
    }
  }

  @Test
  void peer_silentAfterTheHandshake_isEnded() throws Exception {
    try (HttpListener door = start(TestCertificates.server(server), Duration.ofSeconds(2));
        Socket plain = connect(door);
        Socket secured =
            Tls.client(certificates.client(), _ -> {})
                .context()
                .getSocketFactory()
                .createSocket(plain, "localhost", door.port(), true)) {
      ((SSLSocket) secured).startHandshake();
      assertThat(secured.getInputStream().read()).isEqualTo(-1);
    }
  }

  /** What comes until the door closes; reading fails if it does not. */
  private static String answer(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  private HttpListener start(TlsFiles files, Duration head) throws IOException {
    Tls tls = Tls.server(files, _ -> {});
    var usual = HttpListener.Limits.USUAL;
    return HttpListener.start(
        new HttpListener.Config(
            "127.0.0.1",
            0,
            List.of(),
            "queue",
            "1.0",
            new HttpListener.Limits(
                usual.requestLineBytes(), usual.headerBytes(), 1, usual.idle(), head),
            Optional.of(new HttpListener.Secured(tls.context(), Tls.PROTOCOLS, tls.asksClients()))),
        queue.door.operations());
  }

  private static int get(HttpListener door, TlsFiles files, String version) throws Exception {
    SSLParameters parameters = new SSLParameters();
    parameters.setProtocols(new String[] {version});
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(Tls.client(files, _ -> {}).context())
            .sslParameters(parameters)
            .build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("https://localhost:" + door.port() + "/livez")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  private static Socket connect(HttpListener door) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
