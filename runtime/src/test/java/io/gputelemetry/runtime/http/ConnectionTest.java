package io.gputelemetry.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.gputelemetry.runtime.things.Thing;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class ConnectionTest {
  private static final byte[] REQUEST =
      "GET /open HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

  @ParameterizedTest
  @CsvSource({"HTTP_1_1", "HTTP_2"})
  void close_requestUnderWay_letsItEnd(HttpClient.Version version) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    Operation slow =
        Operation.get("/slow", "slow", "Waits")
            .bytes(
                "text/plain",
                request -> {
                  entered.countDown();
                  awaitFor(released);
                  return out -> out.write('x');
                });
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      HttpListener listener = start(HttpListener.Limits.USUAL, slow);
      CompletableFuture<HttpResponse<String>> answer =
          http.sendAsync(request(listener, "/slow"), HttpResponse.BodyHandlers.ofString());
      awaitFor(entered);
      Thread closing = Thread.startVirtualThread(listener::close);
      released.countDown();

      assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("x");
      closing.join();
      assertThatThrownBy(() -> connect(listener)).isInstanceOf(ConnectException.class);
      listener.close();
    }
  }

  @Test
  void request_whileClosing_isSentAway() {
    InFlight inFlight = new InFlight();
    inFlight.enter();
    inFlight.drain(Duration.ZERO);

    assertThatThrownBy(inFlight::enter)
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(503));
  }

  @Test
  void connection_idle_isClosedByTheServer() throws Exception {
    HttpListener.Limits limits = new HttpListener.Limits(4_096, 16_384, 10, Duration.ofSeconds(1));
    try (HttpListener listener = start(limits, open());
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(REQUEST);

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(all).startsWith("HTTP/1.1 200").endsWith("true}");
    }
  }

  @Test
  void connection_beyondTheLimit_waitsUntilAnotherEnds() throws Exception {
    HttpListener.Limits limits = new HttpListener.Limits(4_096, 16_384, 1, Duration.ofMinutes(1));
    try (HttpListener listener = start(limits, open());
        Socket second = new Socket()) {
      try (Socket first = connect(listener)) {
        first.getOutputStream().write(REQUEST);
        assertThat(first.getInputStream().read()).isEqualTo('H');
        second.connect(first.getRemoteSocketAddress());
        second.getOutputStream().write(REQUEST);
        second.setSoTimeout(300);
        InputStream waiting = second.getInputStream();
        assertThatThrownBy(waiting::read).isInstanceOf(SocketTimeoutException.class);
      }
      second.setSoTimeout(20_000);
      assertThat(second.getInputStream().read()).isEqualTo('H');
    }
  }

  @ParameterizedTest
  @CsvSource({"GET, /open, 200", "HEAD, /open, 200", "GET, /none, 404", "POST, /open, 405"})
  void http2_anyRequest_isAnsweredTheSame(String method, String path, int status) throws Exception {
    try (HttpListener listener = start(HttpListener.Limits.USUAL, open());
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      http.send(request(listener, "/open"), HttpResponse.BodyHandlers.ofString());
      HttpRequest request =
          HttpRequest.newBuilder(request(listener, path), (name, value) -> true)
              .method(method, HttpRequest.BodyPublishers.noBody())
              .build();

      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());

      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
      assertThat(answer.body().isEmpty()).isEqualTo(method.equals("HEAD"));
    }
  }

  @Test
  void stream_flushed_arrivesBeforeItEnds() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    Operation live =
        Operation.get("/live", "live", "Goes on")
            .bytes(
                "text/event-stream",
                request ->
                    out -> {
                      out.write("first\n".getBytes(StandardCharsets.UTF_8));
                      out.flush();
                      awaitFor(seen);
                      out.write("last\n".getBytes(StandardCharsets.UTF_8));
                    });
    try (HttpListener listener = start(HttpListener.Limits.USUAL, live);
        HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<java.util.stream.Stream<String>> answer =
          http.send(request(listener, "/live"), HttpResponse.BodyHandlers.ofLines());
      List<String> lines = answer.body().peek(line -> seen.countDown()).toList();

      assertThat(lines).containsExactly("first", "last");
    }
  }

  @Test
  void json_clientLeavesInTheMiddle_isNotLoggedAsAFailure() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(1);
    Operation large =
        Operation.get("/large", "large", "Is large")
            .json(
                Thing.class,
                request -> {
                  entered.countDown();
                  awaitFor(left);
                  return Served.thing("x".repeat(5_000_000), 1);
                });
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(Endpoint.class);
    log.start();
    logger.addAppender(log);
    try (HttpListener listener = start(HttpListener.Limits.USUAL, large)) {
      try (Socket socket = connect(listener)) {
        socket.setSoLinger(true, 0);
        String request = "GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        awaitFor(entered);
      }
      left.countDown();
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list).isEmpty();
  }

  private static Operation open() {
    return Served.operations().getLast();
  }

  private static HttpListener start(HttpListener.Limits limits, Operation operation)
      throws IOException {
    return HttpListener.start(
        new HttpListener.Config("127.0.0.1", 0, List.of(), "x", "1", limits), List.of(operation));
  }

  private static HttpRequest request(HttpListener listener, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path)).build();
  }

  private static Socket connect(HttpListener listener) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void awaitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts tests", e);
    }
  }
}
