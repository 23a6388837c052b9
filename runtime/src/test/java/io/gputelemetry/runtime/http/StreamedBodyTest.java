package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gputelemetry.runtime.things.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamedBodyTest {
  private static final long MOST = 8_000_000;
  private static final Content STREAM = Content.stream(List.of("text/csv"), MOST, "a file");

  private static final HttpListener.Limits HASTY =
      new HttpListener.Limits(4_096, 16_384, 100, Duration.ofMinutes(1), Duration.ofMillis(200));

  private final AtomicLong read = new AtomicLong();
  private final CountDownLatch begun = new CountDownLatch(1);

  private List<Operation> operations() {
    return List.of(
        Operation.post("/stream", "stream", "Counts")
            .params(Param.header("Content-Encoding", "any"))
            .accepts(STREAM)
            .statuses(204)
            .nothing(this::count),
        Operation.post("/unread", "unread", "Does not look")
            .accepts(STREAM)
            .statuses(204)
            .nothing(request -> Reply.of(204, Reply.NOTHING)),
        Operation.post("/whole", "whole", "Reads all")
            .accepts(Content.bytes(List.of("text/csv"), 100, "a few"))
            .statuses(204)
            .nothing(request -> length(request.body().length)),
        Operation.post("/bug", "bug", "Declares none")
            .accepts(Content.bytes(List.of("text/csv"), 100, "a few"))
            .json(Part.class, request -> new Part(request.stream() == null)));
  }

  private Reply<Reply.Body> count(Request request) {
    byte[] chunk = new byte[10_000];
    try (InputStream body = request.stream()) {
      for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
        read.addAndGet(count);
        begun.countDown();
      }
      return length(read.get());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply<Reply.Body> length(long length) {
    return Reply.of(204, Reply.NOTHING).with("X-Length", Long.toString(length));
  }

  private HttpListener start(HttpListener.Limits limits, String token) throws IOException {
    return HttpListener.start(
        new HttpListener.Config(
            "127.0.0.1", 0, HttpListener.Token.list(token), "test", "1", limits),
        operations());
  }

  private static HttpRequest.Builder request(HttpListener listener, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
        .header("Content-Type", "text/csv");
  }

  private static HttpResponse<String> send(HttpClient.Version version, HttpRequest request)
      throws Exception {
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }

  private static HttpRequest.BodyPublisher bytes(int length) {
    return BodyPublishers.ofByteArray(new byte[length]);
  }

  private static String head(String path, String more) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
        + more
        + "\r\n\r\n";
  }

  private static Socket connect(HttpListener listener) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    out.flush();
  }

  /** The head of an answer, and no more. */
  private static String headOf(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    return head.toString();
  }

  private static String rest(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @EnumSource
  void body_upToItsLimit_isReadAsItArrives(HttpClient.Version version) throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "")) {
      HttpRequest request = request(listener, "/stream").POST(bytes((int) MOST)).build();

      HttpResponse<String> answer = send(version, request);

      assertThat(answer.statusCode()).isEqualTo(204);
      assertThat(answer.headers().firstValue("X-Length")).contains(Long.toString(MOST));
    }
  }

  @Test
  void body_isThereBeforeItsEnd() throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "");
        Socket socket = connect(listener)) {
      write(socket, head("/stream", "Content-Length: 10") + "abc");
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(read).hasValue(3);
      write(socket, "defghij");

      assertThat(headOf(socket)).contains("204").containsIgnoringCase("X-Length: 10");
    }
  }

  @Test
  void body_overHttp2_needsNoLength_andIsRefusedBeyondItsLimit() throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "")) {
      HttpRequest.BodyPublisher unknown =
          BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[(int) MOST + 1]));
      // The first request makes the connection one of HTTP/2; it can have no body.
      try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
        http.send(
            request(listener, "/openapi.json").build(), HttpResponse.BodyHandlers.discarding());
        HttpResponse<String> answer =
            http.send(
                request(listener, "/whole").POST(unknown).build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(answer.statusCode()).isEqualTo(413);
        read.set(0);
        HttpResponse<Void> streamed =
            http.send(
                request(listener, "/stream")
                    .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[7])))
                    .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(streamed.headers().firstValue("X-Length")).contains("7");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"/stream, 413", "/whole, 413", "/unread, 413"})
  void body_longerThanAny_isRefusedAtOnce(String path, int status) throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "");
        Socket socket = connect(listener)) {
      write(socket, head(path, "Content-Length: " + (MOST + 1)));

      assertThat(rest(socket)).startsWith("HTTP/1.1 " + status);
      assertThat(read).hasValue(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/whole"})
  void body_thatStopsHalfWay_isGivenUp(String path) throws Exception {
    try (HttpListener listener = start(HASTY, "");
        Socket socket = connect(listener)) {
      write(socket, head(path, "Content-Length: 10") + "abc");

      assertThat(rest(socket)).startsWith("HTTP/1.1 408").contains("the body stopped");
    }
  }

  @Test
  void body_thatNobodyReadsAndThatStops_isGivenUpAfterTheAnswer() throws Exception {
    try (HttpListener listener = start(HASTY, "");
        Socket socket = connect(listener)) {
      write(socket, head("/unread", "Content-Length: 10") + "abc");

      assertThat(rest(socket)).startsWith("HTTP/1.1 204");
    }
  }

  @Test
  void client_thatLeaves_isNoFailure() throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "")) {
      try (Socket socket = connect(listener)) {
        write(socket, head("/stream", "Content-Length: 10") + "abc");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(
              send(HttpClient.Version.HTTP_1_1, request(listener, "/whole").POST(bytes(1)).build())
                  .statusCode())
          .isEqualTo(204);
    }
  }

  /** The server bounds chunks by the largest body of all, which is that of a stream. */
  @ParameterizedTest
  @ValueSource(strings = {"/stream", "/whole"})
  void chunks_whereThereAreStreams_needALength_andTheConnectionEnds(String path) throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "");
        Socket socket = connect(listener)) {
      write(socket, head(path, "Transfer-Encoding: chunked") + "7000000\r\nabc");

      assertThat(rest(socket)).startsWith("HTTP/1.1 411").contains("Content-Length");
    }
  }

  @Test
  void chunks_whereThereAreNoStreams_areTaken() throws Exception {
    List<Operation> whole = operations().stream().filter(it -> !it.isStreamed()).toList();
    HttpListener.Config config = new HttpListener.Config("127.0.0.1", 0, "", "test");
    try (HttpListener listener = HttpListener.start(config, whole);
        Socket socket = connect(listener)) {
      write(socket, head("/whole", "Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n");

      assertThat(headOf(socket)).contains("204").containsIgnoringCase("X-Length: 3");
    }
  }

  @ParameterizedTest
  @CsvSource({"/whole, 401", "/none, 404"})
  void chunk_ofManyBytesThatNobodyMaySend_isNotRead(String path, int status) throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "secret");
        Socket socket = connect(listener)) {
      write(socket, head(path, "Transfer-Encoding: chunked") + "7000000\r\nabc");

      assertThat(rest(socket)).startsWith("HTTP/1.1 " + status);
    }
  }

  @Test
  void encoding_isPassedOnToAStreamAndRefusedElsewhere() throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "")) {
      for (String encoding : List.of("gzip", "zstd", "identity")) {
        HttpRequest.Builder stream =
            request(listener, "/stream").header("Content-Encoding", encoding).POST(bytes(7));
        read.set(0);
        HttpResponse<String> answer = send(HttpClient.Version.HTTP_1_1, stream.build());
        assertThat(answer.headers().firstValue("X-Length")).contains("7");
      }
      HttpRequest.Builder whole =
          request(listener, "/whole").header("Content-Encoding", "gzip").POST(bytes(7));
      assertThat(send(HttpClient.Version.HTTP_1_1, whole.build()).statusCode()).isEqualTo(415);
    }
  }

  @Test
  void stream_thatIsNotDeclared_isABug() throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, "")) {
      HttpRequest request = request(listener, "/bug").POST(bytes(1)).build();
      assertThat(send(HttpClient.Version.HTTP_1_1, request).statusCode()).isEqualTo(500);
    }
    assertThatThrownBy(() -> Content.stream(List.of(), 0, "").mediaTypes().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
