package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, streamer, collector and API as roles of their own. */
final class RolesApartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void rolesApart_moveAFileFromTheStreamerToTheApi() throws Exception {
    String csv = directory.resolve("fleet.csv").toString();
    new TestApp().run("simulate", "--csv", csv, "--hosts", "2", "--gpus", "2");
    TestApp broker = app("broker");
    CompletableFuture<ExitCode> brokerEnd =
        broker.start("broker", "--tcp-addr", ":0", "--http-addr", ":0");
    String url = "tcp://" + broker.tcp();

    TestApp collector = app("store");
    CompletableFuture<ExitCode> collectorEnd =
        collector.start("collector", "--mq-url", url, "--metrics-addr", ":0");
    TestApp streamer = new TestApp();
    CompletableFuture<ExitCode> streamerEnd =
        streamer.start(
            "streamer",
            "--csv-path",
            csv,
            "--passes",
            "1",
            "--mq-url",
            url,
            "--metrics-addr",
            ":0");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(collector.metrics() + "metrics"))
                .contains("gpu_telemetry_collector_samples_stored_total 40"));
    assertThat(get(collector.metrics() + "readyz")).contains("\"ready\"");
    stop(collector, collectorEnd);

    TestApp api = app("store");
    CompletableFuture<ExitCode> apiEnd = api.start("api", "--port", "0", "--mq-url", url);
    assertThat(get(api.api() + "api/v1/stats")).contains("\"total_samples\":40");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(api.api() + "api/v1/pipeline"))
                .contains("\"queue_reachable\":true", "\"role\":\"api\"", "\"role\":\"streamer\"")
                .contains("\"published_rows\":40", "\"requests_answered\":"));
    stop(streamer, streamerEnd);
    stop(broker, brokerEnd);
    assertThat(get(api.api() + "api/v1/pipeline"))
        .contains("\"queue_reachable\":false", "the queue does not answer: ", "\"samples\":40");
    assertThat(get(api.api() + "readyz")).as("needs the store only").contains("\"ready\"");
    stop(api, apiEnd);
  }

  @Test
  void collector_withoutAQueue_isNotReadyAndSaysWhy() throws Exception {
    TestApp collector = app("store");
    CompletableFuture<ExitCode> end =
        collector.start("collector", "--mq-url", "tcp://127.0.0.1:1", "--metrics-addr", ":0");
    assertThat(get(collector.metrics() + "readyz")).contains("not connected to tcp://127.0.0.1:1");
    stop(collector, end);
  }

  private TestApp app(String data) {
    TestApp app = new TestApp();
    app.environment.put("DATA_DIR", directory.resolve(data).toString());
    return app;
  }

  private String get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  private static void stop(TestApp app, CompletableFuture<ExitCode> running) {
    app.machine.stop();
    assertThat(running.orTimeout(30, TimeUnit.SECONDS).join())
        .as(app.machine.err() + app.machine.out())
        .isEqualTo(ExitCode.FINE);
  }
}
