package io.gputelemetry.streamer.source.scrape;

import static io.gputelemetry.streamer.source.scrape.Page.line;
import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.streamer.source.targets.Ownership;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ScrapeTargetsTest {
  private final ScrapeTargets targets = new ScrapeTargets();
  private final Exporters exporters = new Exporters();
  private final HttpClient http = HttpClient.newHttpClient();
  private HttpListener listener;

  @BeforeEach
  void start() throws IOException {
    listener =
        HttpListener.start(
            new HttpListener.Config("127.0.0.1", 0, "", "targets"), List.of(targets.operation()));
  }

  @AfterEach
  void close() {
    http.close();
    listener.close();
    exporters.close();
  }

  private String get(String query) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + listener.port() + "/api/v1/scrape/targets" + query);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Test
  void targets_ofAStreamerThatDoesNotScrape_areNone() throws Exception {
    assertThat(get("")).isEqualTo("{\"total\":0,\"failing\":0,\"targets\":[]}");
  }

  @Test
  void targets_thatFail_areAllNamedWithTheirReason() throws Exception {
    exporters.at("/good", line(0, "1"));
    List<String> all =
        IntStream.range(0, 9)
            .mapToObj(i -> exporters.url(i == 0 ? "/good" : "/none-" + i))
            .toList();
    SystemClock clock = new SystemClock();
    ScrapeConfig config = ScrapeConfig.of(all, List.of()).every(java.time.Duration.ofMillis(100));
    try (ScrapeSource source =
        ScrapeSource.start(
            config,
            Ownership.all(),
            clock,
            new PrometheusRegistry(),
            new Drops(clock::epochMicros))) {
      targets.show(source);
      String told = get("");
      while (told.contains("\"state\":\"waiting\"") || !told.contains("\"total\":9")) {
        told = get("");
      }
      String failing = get("?state=failing");
      assertThat(failing)
          .contains("\"total\":9,\"failing\":8", "/none-1\"", "/none-8\"")
          .contains("\"error\":\"it answered status 404\"", "\"last_success_at\":null")
          .doesNotContain("/good");
      assertThat(get("?state=up"))
          .contains("/good\"", "\"samples\":1", "\"error\":\"\"")
          .doesNotContain("\"last_success_at\":null", "none-1");
      assertThat(get("?state=failing&limit=1&skip=7"))
          .contains("/none-8\"")
          .doesNotContain("/none-7\"");
    }
  }
}
