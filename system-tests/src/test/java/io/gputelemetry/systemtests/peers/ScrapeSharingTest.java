package io.gputelemetry.systemtests.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gputelemetry.systemtests.crash.Ports;
import io.gputelemetry.systemtests.crash.RoleProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two streamers with the same targets and nothing else in common: each target is scraped by one of
 * them, by the other one as soon as that one is killed, and by one again when it is back.
 */
@Tag("proof")
class ScrapeSharingTest {
  private static final int TARGETS = 40;
  private static final int WINDOW_SECONDS = 6;

  /** At an interval of half a second. */
  private static final int SCRAPES = 2 * WINDOW_SECONDS;

  private final Map<String, AtomicInteger> scrapes = new ConcurrentHashMap<>();

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void targets_areDividedAmongThoseWhoAreThere(@TempDir Path directory) throws Exception {
    HttpServer exporters =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    exporters.createContext("/", this::serve);
    exporters.start();
    String targets =
        IntStream.range(0, TARGETS)
            .mapToObj(i -> "http://127.0.0.1:" + exporters.getAddress().getPort() + "/" + i)
            .collect(Collectors.joining(","));
    Ports ports = Ports.free();
    int firstPort = Ports.free().api();
    int secondPort = Ports.free().http();
    try (RoleProcess broker = new RoleProcess("broker", "broker", directory, Map.of());
        RoleProcess first = streamer("one", directory, ports, targets, firstPort);
        RoleProcess second = streamer("two", directory, ports, targets, secondPort)) {
      broker.set("DATA_DIR", directory.resolve("broker").toString());
      broker.set("TCP_ADDR", "127.0.0.1:" + ports.tcp());
      broker.set("HTTP_ADDR", "127.0.0.1:" + ports.http());
      broker.start();
      first.start();
      second.start();
      awaitEachOnce("two streamers");
      assertThat(ownTargets(firstPort) + ownTargets(secondPort)).isEqualTo(TARGETS);
      assertThat(ownTargets(firstPort)).isBetween(TARGETS / 5.0, TARGETS * 4 / 5.0);
      first.kill();
      awaitEachOnce("one of them killed");
      first.start();
      awaitEachOnce("it is back");
    } finally {
      exporters.stop(0);
    }
  }

  private static RoleProcess streamer(
      String name, Path directory, Ports ports, String targets, int metricsPort) {
    RoleProcess process =
        new RoleProcess(name, "streamer", directory, Map.of("SCRAPE_TARGETS", targets));
    process.set("SCRAPE_INTERVAL", "500ms");
    process.set("MQ_URL", "tcp://127.0.0.1:" + ports.tcp());
    process.set("METRICS_ADDR", "127.0.0.1:" + metricsPort);
    process.set("LOG_FORMAT", "text");
    return process;
  }

  private static double ownTargets(int metricsPort) throws Exception {
    URI metrics = URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString())
          .body()
          .lines()
          .filter(line -> line.startsWith("gpu_telemetry_streamer_scrape_targets "))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
          .sum();
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    scrapes.computeIfAbsent(path, _ -> new AtomicInteger()).incrementAndGet();
    byte[] page =
        "DCGM_FI_DEV_GPU_TEMP{UUID=\"GPU-%s\"} 40\n"
            .formatted(path.substring(1))
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4");
    exchange.sendResponseHeaders(200, page.length);
    exchange.getResponseBody().write(page);
    exchange.close();
  }

  /** In a window of time each target is scraped as often as one streamer would. */
  private void awaitEachOnce(String when) {
    Map<String, Integer> counts =
        Awaitility.await(when)
            .atMost(Duration.ofSeconds(40))
            .until(
                this::window,
                window ->
                    window.size() == TARGETS
                        && window.values().stream()
                            .allMatch(count -> Math.abs(count - SCRAPES) <= SCRAPES / 4));
    System.out.println(
        "scrapes of each target in " + WINDOW_SECONDS + " s, " + when + ": " + counts);
  }

  private Map<String, Integer> window() throws InterruptedException {
    scrapes.clear();
    TimeUnit.SECONDS.sleep(WINDOW_SECONDS);
    Map<String, Integer> counts = new TreeMap<>();
    scrapes.forEach((path, count) -> counts.put(path, count.get()));
    return counts;
  }
}
