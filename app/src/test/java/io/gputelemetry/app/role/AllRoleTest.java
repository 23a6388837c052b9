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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The all-in-one process from end to end, and apart as broker and streamer. */
final class AllRoleTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestApp app = new TestApp();
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path directory;
  private Path data = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void writeFile() {
    data = directory.resolve("data");
    file = directory.resolve("fleet.csv");
    new TestApp().run("simulate", "--csv", file.toString(), "--hosts", "2", "--gpus", "2");
    app.environment.put("DATA_DIR", data.toString());
    app.environment.put("PORT", "0");
    app.environment.put("TCP_ADDR", ":0");
    app.environment.put("HTTP_ADDR", ":0");
    app.environment.put("HOSTNAME", "test host");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void file_onePass_isQueryableAndSurvivesARestart() throws Exception {
    CompletableFuture<ExitCode> first =
        app.start("all", "--csv-path", file.toString(), "--passes", "1", "--rate", "0");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(app.api() + "api/v1/stats")).contains("\"total_samples\":40"));
    assertThat(get(app.api() + "api/v1/gpus")).contains("\"count\":4");
    assertThat(get(app.queue() + "stats")).contains("telemetry");
    assertThat(status(app.queue() + "readyz", "")).isEqualTo(200);
    assertThat(get(app.api() + "metrics"))
        .contains("gpu_telemetry_collector_samples_stored_total 40");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(app.api() + "api/v1/pipeline"))
                .contains("\"role\":\"api\"", "\"role\":\"collector\"", "\"role\":\"streamer\"")
                .contains("\"queue_reachable\":true", "\"samples_stored\":40")
                .contains("\"published_rows\":40", "\"drops\":[]"));
    assertThat(app.machine.out())
        .contains("\"role\":\"all\",\"instance\":\"test-host-all-")
        .contains("no token is set: only this machine can connect");
    stop(app, first);

    TestApp again = new TestApp();
    again.environment.putAll(app.environment);
    CompletableFuture<ExitCode> second =
        again.start("all", "--csv-path", file.toString(), "--passes", "1", "--rate", "0");
    assertThat(get(again.api() + "api/v1/stats")).contains("\"total_samples\":40");
    stop(again, second);
  }

  @Test
  void fileOfTheStore_thatWasSetAside_isShownInReadinessAndStatistics() throws Exception {
    Path sealed = Files.createDirectories(data.resolve("store/sealed"));
    Files.writeString(sealed.resolve("0000000001_0_9.samples.damaged"), "not what was written");
    CompletableFuture<ExitCode> running =
        app.start("all", "--csv-path", file.toString(), "--passes", "1");
    assertThat(status(app.api() + "readyz", "")).as("it works on").isEqualTo(200);
    assertThat(get(app.api() + "readyz"))
        .contains(
            "\"name\":\"store\",\"status\":\"ok\",\"problem\":\"1 of its files cannot be read");
    assertThat(get(app.api() + "api/v1/stats")).contains("\"damaged_files\":1");
    stop(app, running);
  }

  @Test
  void simulator_withoutAFile_streams() {
    CompletableFuture<ExitCode> running =
        app.start("all", "--storage-type", "memory", "--drop-gpu", "0", "--hosts", "1");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(app.api() + "api/v1/gpus"))
                .as(app.machine.out())
                .contains("\"count\":8"));
    stop(app, running);
  }

  @Test
  void streamer_thatComplains_isShownInReadinessAndWhatIsSentToItIsCounted() throws Exception {
    CompletableFuture<ExitCode> running =
        app.start("all", "--scrape-files", directory.resolve("none.json").toString());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(app.api() + "readyz"))
                .contains("\"name\":\"streamer\",\"status\":\"ok\",\"problem\":\"cannot use")
                .contains("there is no such file"));
    assertThat(status(app.api() + "readyz", "")).isEqualTo(200);
    assertThat(get(app.api() + "api/v1/scrape/targets")).contains("\"total\":0");

    HttpRequest upload =
        HttpRequest.newBuilder(URI.create(app.api() + "api/v1/csv/upload"))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofFile(file))
            .build();
    assertThat(client.send(upload, HttpResponse.BodyHandlers.ofString()).body())
        .contains("\"added\":40");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(app.api() + "api/v1/pipeline"))
                .contains("\"samples_published\":40", "\"uploaded_samples\":40"));
    assertThat(get(app.api() + "metrics"))
        .contains("gpu_telemetry_receiver_uploaded_samples_total 40");
    stop(app, running);
  }

  @Test
  void broker_andStreamerApart_streamOverTcpWithAToken() throws Exception {
    app.environment.put("TOKEN", "a-good-token");
    CompletableFuture<ExitCode> broker = app.start("broker");
    TestApp other = new TestApp();
    other.environment.put("TOKEN", "a-good-token");
    CompletableFuture<ExitCode> streamer =
        other.start(
            "streamer",
            "--csv-path",
            file.toString(),
            "--passes",
            "1",
            "--rate",
            "0",
            "--mq-url",
            "tcp://" + app.tcp(),
            "--metrics-addr",
            ":0");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(app.queue() + "stats")).contains("\"samples_published\":40"));
    await().atMost(PATIENCE).until(() -> status(other.metrics() + "readyz", "") == 200);
    assertThat(get(other.metrics() + "metrics")).contains("gpu_telemetry_");
    assertThat(status(app.queue() + "stats", "wrong-token")).isEqualTo(401);
    stop(other, streamer);
    stop(app, broker);
  }

  @Test
  void directory_ofARunningProcess_isRefusedNamingTheHolder() {
    CompletableFuture<ExitCode> running = app.start("broker");
    TestApp second = new TestApp();
    second.environment.putAll(app.environment);

    assertThat(second.run("broker")).isEqualTo(ExitCode.UNAVAILABLE);

    assertThat(second.machine.err())
        .contains(data.toString(), "in use by", Long.toString(ProcessHandle.current().pid()))
        .hasLineCount(1);
    stop(app, running);
  }

  @Test
  void port_thatIsTaken_isOneLineAndLeavesNothingBehind() {
    CompletableFuture<ExitCode> running = app.start("broker");
    String taken = app.tcp().substring(app.tcp().indexOf(':'));
    TestApp second = new TestApp();
    second.environment.putAll(app.environment);
    second.environment.put("DATA_DIR", directory.resolve("other").toString());

    assertThat(second.run("broker", "--tcp-addr", taken)).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(second.machine.err())
        .contains("tcp-addr 127.0.0.1" + taken + " is not available", "choose another one")
        .hasLineCount(1);

    URI http = URI.create(app.queue());
    assertThat(second.run("all", "--port", Integer.toString(http.getPort())))
        .isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(second.machine.err()).contains("port 127.0.0.1:" + http.getPort());
    stop(app, running);
    stop(second, second.start("all"));
  }

  private static void stop(TestApp app, CompletableFuture<ExitCode> running) {
    app.machine.stop();
    assertThat(running.orTimeout(30, TimeUnit.SECONDS).join())
        .as(app.machine.err() + app.machine.out())
        .isEqualTo(ExitCode.FINE);
  }

  private String get(String url) throws IOException, InterruptedException {
    return client
        .send(
            request(url, app.environment.getOrDefault("TOKEN", "")),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private int status(String url, String token) throws IOException, InterruptedException {
    return client.send(request(url, token), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static HttpRequest request(String url, String token) {
    return HttpRequest.newBuilder(URI.create(url))
        .header("Authorization", "Bearer " + token)
        .timeout(PATIENCE)
        .build();
  }
}
