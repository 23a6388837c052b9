package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Broker, store, streamer, collector and API as roles of their own. */
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
        collector.start(
            "collector", "--storage-type", "embedded", "--mq-url", url, "--metrics-addr", ":0");
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
    CompletableFuture<ExitCode> apiEnd =
        api.start("api", "--storage-type", "embedded", "--port", "0", "--mq-url", url);
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
    assertThat(get(collector.metrics() + "readyz"))
        .contains("waiting for the queue at tcp://127.0.0.1:1");
    stop(collector, end);
  }

  @Test
  void storeApart_isSharedByACollectorAndAnApi_andTakesADirectoryWithABroker() throws Exception {
    String csv = directory.resolve("fleet.csv").toString();
    new TestApp().run("simulate", "--csv", csv, "--hosts", "2", "--gpus", "2");
    TestApp broker = app("shared");
    CompletableFuture<ExitCode> brokerEnd =
        broker.start("broker", "--tcp-addr", ":0", "--http-addr", ":0");
    TestApp store = app("shared");
    CompletableFuture<ExitCode> storeEnd =
        store.start("store", "--store-addr", ":0", "--metrics-addr", ":0");
    String queue = "tcp://" + broker.tcp();
    TestApp api = new TestApp();
    CompletableFuture<ExitCode> apiEnd =
        api.start("api", "--port", "0", "--store-url", store.store());
    TestApp collector = new TestApp();
    CompletableFuture<ExitCode> collectorEnd =
        collector.start(
            "collector", "--store-url", store.store(), "--mq-url", queue, "--metrics-addr", ":0");
    TestApp streamer = new TestApp();
    CompletableFuture<ExitCode> streamerEnd =
        streamer.start(
            "streamer",
            "--csv-path",
            csv,
            "--passes",
            "1",
            "--mq-url",
            queue,
            "--metrics-addr",
            ":0");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(api.api() + "api/v1/stats")).contains("\"total_samples\":40"));
    assertThat(get(store.metrics() + "metrics")).contains("gpu_telemetry_store_samples 40");
    for (String probes : List.of(store.metrics(), collector.metrics(), api.api())) {
      assertThat(get(probes + "readyz")).contains("\"ready\"");
    }
    stop(streamer, streamerEnd);
    stop(collector, collectorEnd);
    stop(api, apiEnd);
    stop(store, storeEnd);
    stop(broker, brokerEnd);
    assertThat(directory.resolve("shared/store")).isDirectory();
    assertThat(Path.of("data")).doesNotExist();
  }

  @Test
  void api_whoseStoreIsDown_answersLater_andGoesOnWhenItIsBack() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "tcp://localhost:" + port;
    TestApp api = new TestApp();
    CompletableFuture<ExitCode> apiEnd = api.start("api", "--port", "0", "--store-url", url);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(api.api() + "readyz"))
                .contains("waiting for the store at " + url + ": connection refused"));
    HttpResponse<String> down = answer(api.api() + "api/v1/gpus");
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(down.headers().firstValue("Retry-After")).isPresent();
    assertThat(down.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(down.body()).contains("the store cannot answer now");
    assertThat(answer(api.api() + "livez").statusCode()).isEqualTo(200);

    TestApp store = app("later");
    CompletableFuture<ExitCode> storeEnd =
        store.start("store", "--store-addr", ":" + port, "--metrics-addr", ":0");
    await().atMost(PATIENCE).until(() -> answer(api.api() + "readyz").statusCode() == 200);
    assertThat(answer(api.api() + "api/v1/gpus").statusCode()).isEqualTo(200);
    stop(store, storeEnd);
    stop(api, apiEnd);
  }

  private TestApp app(String data) {
    TestApp app = new TestApp();
    app.environment.put("DATA_DIR", directory.resolve(data).toString());
    return app;
  }

  private String get(String url) throws IOException, InterruptedException {
    return answer(url).body();
  }

  private HttpResponse<String> answer(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static void stop(TestApp app, CompletableFuture<ExitCode> running) {
    app.machine.stop();
    assertThat(running.orTimeout(30, TimeUnit.SECONDS).join())
        .as(app.machine.err() + app.machine.out())
        .isEqualTo(ExitCode.FINE);
  }
}
