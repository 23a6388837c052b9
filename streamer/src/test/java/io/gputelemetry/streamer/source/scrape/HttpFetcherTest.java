package io.gputelemetry.streamer.source.scrape;

import static io.gputelemetry.streamer.source.scrape.Exporters.bytes;
import static io.gputelemetry.streamer.source.scrape.Exporters.gzip;
import static io.gputelemetry.streamer.source.scrape.Exporters.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.exposition.ExpositionText.Format;
import io.gputelemetry.streamer.source.scrape.ScrapeFailure.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpFetcherTest {
  private static final int BODY_MAX = 100_000;
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);

  private final Exporters exporters = new Exporters();

  @AfterEach
  void close() {
    exporters.close();
  }

  private Fetched fetch(String url, Duration timeout) throws InterruptedException {
    try (HttpFetcher fetcher = new HttpFetcher(timeout, BODY_MAX)) {
      return fetcher.fetch(URI.create(url));
    }
  }

  private String page(String path) throws InterruptedException {
    Fetched fetched = fetch(exporters.url(path), LONG);
    assertThat(fetched).isInstanceOf(Fetched.Page.class);
    Fetched.Page page = (Fetched.Page) fetched;
    return new String(page.body(), 0, page.length(), StandardCharsets.UTF_8);
  }

  private static ScrapeFailure failure(Fetched fetched) {
    assertThat(fetched).isInstanceOf(Fetched.Failed.class);
    return ((Fetched.Failed) fetched).failure();
  }

  private ScrapeFailure failure(String path) throws InterruptedException {
    return failure(fetch(exporters.url(path), LONG));
  }

  @Test
  void page_plainOrPacked_isTheSame() throws Exception {
    String text = "a 1\n".repeat(20_000);
    exporters.at("/plain", text);
    exporters.at(
        "/packed",
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).isEqualTo("gzip");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, "text/plain", gzip(bytes(text)));
        });

    assertThat(page("/plain")).isEqualTo(text);
    assertThat(page("/packed")).isEqualTo(text);
  }

  @Test
  void page_isAskedForAsOpenMetricsAndReadAsWhatItIs() throws Exception {
    List<String> accepted = new CopyOnWriteArrayList<>();
    exporters.at(
        "/open",
        exchange -> {
          accepted.add(exchange.getRequestHeaders().getFirst("Accept"));
          send(exchange, 200, "application/openmetrics-text; version=1.0.0", bytes("# EOF\n"));
        });
    exporters.at(
        "/untyped",
        exchange -> {
          exchange.sendResponseHeaders(200, 3);
          exchange.getResponseBody().write(bytes("a 1"));
        });

    assertThat(fetch(exporters.url("/open"), LONG))
        .isInstanceOfSatisfying(
            Fetched.Page.class, page -> assertThat(page.format()).isEqualTo(Format.OPENMETRICS));
    assertThat(fetch(exporters.url("/untyped"), LONG))
        .isInstanceOfSatisfying(
            Fetched.Page.class, page -> assertThat(page.format()).isEqualTo(Format.PROMETHEUS));
    assertThat(accepted.getFirst()).startsWith("application/openmetrics-text").contains("text/pl");
  }

  @Test
  void answer_thatIsNoPage_isAFailureWithItsReason() throws Exception {
    exporters.at("/500", exchange -> send(exchange, 500, "text/plain", bytes("a 1\n")));
    exporters.at(
        "/302",
        exchange -> {
          exchange.getResponseHeaders().set("Location", exporters.url("/elsewhere"));
          send(exchange, 302, "text/plain", new byte[0]);
        });
    exporters.at("/elsewhere", "a 1\n");
    exporters.at("/html", exchange -> send(exchange, 200, "text/html", bytes("<html>")));
    exporters.at(
        "/brotli",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "br");
          send(exchange, 200, "text/plain", bytes("x"));
        });
    exporters.at(
        "/torn",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, "text/plain", bytes("no gzip"));
        });

    assertThat(failure("/500").reason()).isEqualTo(Reason.STATUS);
    assertThat(failure("/500").message()).contains("500");
    assertThat(failure("/302").reason()).isEqualTo(Reason.STATUS);
    assertThat(failure("/302").message())
        .isEqualTo(
            "it answered status 302, a redirect, which is not followed; name its target: "
                + exporters.url("/elsewhere"));
    assertThat(failure("/html").reason()).isEqualTo(Reason.CONTENT_TYPE);
    assertThat(failure("/html").message()).contains("text/html");
    assertThat(failure("/brotli").reason()).isEqualTo(Reason.ENCODING);
    assertThat(failure("/torn").reason()).isEqualTo(Reason.ENCODING);
  }

  @Test
  void page_overTheBound_failsHoweverItComes() throws Exception {
    byte[] large = new byte[BODY_MAX + 1];
    exporters.at("/large", exchange -> send(exchange, 200, "text/plain", large));
    exporters.at(
        "/chunked",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          OutputStream out = exchange.getResponseBody();
          for (int i = 0; i < 1_000; i++) {
            out.write(new byte[10_000]);
          }
        });
    exporters.at(
        "/bomb",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          send(exchange, 200, "text/plain", gzip(new byte[50_000_000]));
        });
    exporters.at("/fits", exchange -> send(exchange, 200, "text/plain", new byte[BODY_MAX]));

    assertThat(failure("/large").reason()).isEqualTo(Reason.BODY_TOO_LARGE);
    assertThat(failure("/chunked").reason()).isEqualTo(Reason.BODY_TOO_LARGE);
    assertThat(failure("/bomb").reason()).isEqualTo(Reason.BODY_TOO_LARGE);
    assertThat(page("/fits")).hasSize(BODY_MAX);
  }

  @Test
  void server_thatNeverAnswersOrDrips_failsAtTheTimeout() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    exporters.hangAt("/hang", asked);
    exporters.at(
        "/drip",
        exchange -> {
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write(bytes("a"));
          exchange.getResponseBody().flush();
          exporters.hang();
        });

    for (String path : List.of("/hang", "/drip")) {
      ScrapeFailure failure = failure(fetch(exporters.url(path), SHORT));
      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(failure.message()).contains("200 ms");
    }
    asked.await();
  }

  @Test
  void server_thatCannotBeReachedOrHangsUp_isAFailure() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    ScrapeFailure refused = failure(fetch("http://127.0.0.1:" + free + "/metrics", LONG));
    assertThat(refused.reason()).isEqualTo(Reason.CONNECTION);
    assertThat(refused.message()).contains("cannot be reached");

    ScrapeFailure unknown = failure(fetch("http://no-such-host.invalid:9400/metrics", LONG));
    assertThat(unknown.reason()).isEqualTo(Reason.CONNECTION);
    assertThat(unknown.message()).contains("its name is not known");

    try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> hangUp(rude));
      ScrapeFailure broken =
          failure(fetch("http://127.0.0.1:" + rude.getLocalPort() + "/metrics", LONG));
      assertThat(broken.reason()).isEqualTo(Reason.CONNECTION);
      assertThat(broken.message()).contains("the connection broke");
    }
  }

  private static void hangUp(ServerSocket server) {
    try {
      while (true) {
        try (Socket client = server.accept()) {
          client.getOutputStream().write(bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\na 1"));
        }
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  @Test
  void connection_isUsedAgain() throws Exception {
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    exporters.at(
        "/metrics",
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          send(exchange, 200, "text/plain", bytes("a 1\n"));
        });

    try (HttpFetcher fetcher = new HttpFetcher(LONG, BODY_MAX)) {
      for (int i = 0; i < 5; i++) {
        assertThat(fetcher.fetch(URI.create(exporters.url("/metrics"))))
            .isInstanceOf(Fetched.Page.class);
      }
    }

    assertThat(ports).hasSize(1);
  }
}
