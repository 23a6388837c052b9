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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A collector whose store hangs, is not there, comes, goes, and comes back. */
final class StoreDownTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void collector_whoseStoreIsDown_setsNothingAside_andLosesNothing() throws Exception {
    String csv = directory.resolve("fleet.csv").toString();
    new TestApp().run("simulate", "--csv", csv, "--hosts", "2", "--gpus", "2");
    TestApp broker = app("broker");
    var brokerEnd = broker.start("broker", "--tcp-addr", ":0", "--http-addr", ":0");
    ServerSocket silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    String port = Integer.toString(silent.getLocalPort());
    TestApp collector = new TestApp();
    var collectorEnd =
        collector.start(
            "collector",
            "--store-url",
            "tcp://localhost:" + port,
            "--mq-url",
            "tcp://" + broker.tcp(),
            "--metrics-addr",
            ":0");
    stream(broker, csv, "first", 40);

    awaitBody(collector.metrics() + "readyz", "no answer to Hello");
    silent.close();
    awaitBody(collector.metrics() + "readyz", "connection refused");

    TestApp store = app("store");
    var storeEnd = store.start("store", "--store-addr", ":" + port, "--metrics-addr", ":0");
    awaitBody(store.metrics() + "metrics", "gpu_telemetry_store_samples 40");
    stop(store, storeEnd);
    stream(broker, csv, "second", 80);
    awaitBody(collector.metrics() + "readyz", "waiting for the store at");

    TestApp again = app("store");
    var againEnd = again.start("store", "--store-addr", ":" + port, "--metrics-addr", ":0");
    awaitBody(again.metrics() + "metrics", "gpu_telemetry_store_samples 80");
    assertThat(get(broker.queue() + "stats")).doesNotContain("telemetry.dlq");
    assertThat(get(again.metrics() + "metrics")).contains("gpu_telemetry_store_conflicts_total 0");
    stop(collector, collectorEnd);
    stop(again, againEnd);
    stop(broker, brokerEnd);
  }

  /** One pass under a name of its own, until the queue has as many samples in all. */
  private void stream(TestApp broker, String csv, String name, int samples) throws Exception {
    TestApp streamer = new TestApp();
    var end =
        streamer.start(
            "streamer",
            "--csv-path",
            csv,
            "--passes",
            "1",
            "--stream-id",
            name,
            "--mq-url",
            "tcp://" + broker.tcp(),
            "--metrics-addr",
            ":0");
    awaitBody(broker.queue() + "stats", "\"samples_published\":" + samples);
    stop(streamer, end);
  }

  private TestApp app(String data) {
    TestApp app = new TestApp();
    app.environment.put("DATA_DIR", directory.resolve(data).toString());
    return app;
  }

  private void awaitBody(String url, String part) {
    await(part).atMost(PATIENCE).untilAsserted(() -> assertThat(get(url)).contains(part));
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
