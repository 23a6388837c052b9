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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ConnectionTest {
  private static final byte[] REQUEST = ascii("GET /open HTTP/1.1\r\nHost: x\r\n\r\n");

  /** What a client of HTTP/2 begins with, and empty settings. */
  private static final byte[] PREFACE = ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0");

  @ParameterizedTest
  @CsvSource({"HTTP_1_1", "HTTP_2"})
  void close_requestUnderWay_letsItEnd(HttpClient.Version version) throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (HttpClient http = HttpClient.newBuilder().version(version).build()) {
      HttpListener listener = start(HttpListener.Limits.USUAL, slow(entered, released));
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
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      InFlight inFlight = new InFlight(timer);
      inFlight.enter();
      inFlight.drain(Duration.ZERO);

      assertThatThrownBy(inFlight::enter)
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.status()).isEqualTo(503));
    }
  }

  @Test
  void close_answerOverHttp2JustSent_waitsForTheClientToRead() {
    List<Runnable> later = new ArrayList<>();
    try (ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later.add(task);
            return super.schedule(() -> {}, delay, unit);
          }
        }) {
      InFlight inFlight = new InFlight(timer);
      inFlight.enter();
      inFlight.exitSoon();
      CompletableFuture<Void> drained =
          CompletableFuture.runAsync(() -> inFlight.drain(Duration.ofMinutes(1)));
      assertThat(drained).isNotDone();
      assertThat(later).hasSize(1);
      later.forEach(Runnable::run);
      assertThat(drained).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /op", "GET /open HTTP/1.1", "GET /open HTTP/1.1\r\nHost: x\r\n"})
  void connection_withoutAWholeRequest_isEnded_andItsPlaceIsFree(String begin) throws Exception {
    try (HttpListener listener = start(hasty(1, 100), open());
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(ascii(begin));
      assertThat(socket.getInputStream().readAllBytes()).asString().doesNotContain("200 OK");
      try (Socket next = connect(listener)) {
        assertThat(next.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void connection_halfARequestAfterAWholeOne_isEnded() throws Exception {
    try (HttpListener listener = start(hasty(1, 1_000), open());
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(REQUEST);
      socket.getOutputStream().write(REQUEST, 0, REQUEST.length - 2);
      assertThat(socket.getInputStream().readAllBytes()).asString().containsOnlyOnce("200 OK");
    }
  }

  @Test
  void http2_withoutARequest_isEnded() throws Exception {
    try (HttpListener listener = start(hasty(1, 100), open());
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(PREFACE);
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void answer_thatTakesLongerThanAHeadMay_isNotCutOff() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    try (HttpListener listener = start(hasty(2, 1_000), slow(entered, released));
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(ascii("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
      awaitFor(entered);
      try (Socket silent = connect(listener)) {
        assertThat(silent.getInputStream().read()).isEqualTo(-1);
      }
      released.countDown();
      assertThat(socket.getInputStream().read()).isEqualTo('H');
    }
  }

  @Test
  void connection_idle_isClosedByTheServer() throws Exception {
    HttpListener.Limits limits =
        new HttpListener.Limits(4_096, 16_384, 10, Duration.ofSeconds(1), Duration.ofSeconds(10));
    try (HttpListener listener = start(limits, open());
        Socket socket = connect(listener)) {
      socket.getOutputStream().write(REQUEST);

      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(all).startsWith("HTTP/1.1 200").endsWith("true}");
    }
  }

  @Test
  void connection_beyondTheLimit_waitsUntilAnotherEnds() throws Exception {
    HttpListener.Limits limits =
        new HttpListener.Limits(4_096, 16_384, 1, Duration.ofMinutes(1), Duration.ofSeconds(10));
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

  private static Operation slow(CountDownLatch entered, CountDownLatch released) {
    return Operation.get("/slow", "slow", "Waits")
        .bytes(
            "text/plain",
            request -> {
              entered.countDown();
              awaitFor(released);
              return out -> out.write('x');
            });
  }

  /** Limits that end what is silent soon, and nothing that is idle. */
  private static HttpListener.Limits hasty(int connections, int headMillis) {
    return new HttpListener.Limits(
        4_096, 16_384, connections, Duration.ofMinutes(1), Duration.ofMillis(headMillis));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
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
