package io.gputelemetry.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.runtime.http.HttpListener;
import io.prometheus.metrics.core.metrics.Counter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  @Test
  void metrics_served_holdBuildProcessAndOwnCounters() throws Exception {
    Metrics metrics = new Metrics("1.2.3", "broker");
    Counter published =
        Counter.builder().name("gpu_telemetry_published_total").register(metrics.registry());
    published.inc(7);

    String text = served(metrics);

    assertThat(text)
        .containsPattern(
            "gpu_telemetry_build_info\\{java=\"[^\"]+\",role=\"broker\",version=\"1.2.3\"} 1")
        .contains("gpu_telemetry_published_total 7.0")
        .contains("jvm_memory_used_bytes")
        .contains("process_start_time_seconds");
  }

  @Test
  void registries_ofTwoProcesses_areApart() throws Exception {
    Metrics one = new Metrics();
    Counter.builder().name("gpu_telemetry_one_total").register(one.registry());

    assertThat(served(new Metrics())).doesNotContain("gpu_telemetry_one");
  }

  private static String served(Metrics metrics) throws Exception {
    HttpListener.Config config = new HttpListener.Config("localhost", 0, "", "test");
    try (HttpListener listener = HttpListener.start(config, List.of(metrics.operation()));
        HttpClient client = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://localhost:" + listener.port() + "/metrics");
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("Content-Type")).get().asString().contains("0.0.4");
      return answer.body();
    }
  }
}
