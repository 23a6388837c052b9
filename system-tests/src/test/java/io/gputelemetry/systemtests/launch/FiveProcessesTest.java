package io.gputelemetry.systemtests.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.systemtests.crash.CsvModel;
import io.gputelemetry.systemtests.crash.Fleet;
import io.gputelemetry.systemtests.crash.Ports;
import io.gputelemetry.systemtests.crash.StoreReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each role as a process of its own, started in the order in which each waits for the next. */
class FiveProcessesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROBES = "health and metrics (http://\\S+/)";

  @TempDir private Path directory;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Ports ports = Ports.free();

  @Test
  @Timeout(value = 3, unit = TimeUnit.MINUTES)
  void roles_startedInReverse_waitForEachOther_andMoveAWholeFile() throws Exception {
    Path csv = directory.resolve("fleet.csv");
    Fleet.write(csv);
    List<CsvModel.Row> expected = CsvModel.read(csv).rows();
    try (LaunchedProcess api = start("api");
        LaunchedProcess collector = start("collector");
        LaunchedProcess streamer =
            start("streamer", "--csv-path", csv.toString(), "--passes", "1")) {
      awaitWaiting("http://127.0.0.1:" + ports.api() + "/", api, "waiting for the store at");
      awaitWaiting(probes(collector), collector, "waiting for the store at");
      awaitWaiting(probes(collector), collector, "waiting for the queue at");
      awaitWaiting(probes(streamer), streamer, "waiting for the queue at");
      try (LaunchedProcess store = start("store");
          LaunchedProcess broker = start("broker")) {
        assertThat(rows(expected.size())).containsExactlyInAnyOrderElementsOf(expected);
        for (LaunchedProcess process : List.of(streamer, collector, api, store, broker)) {
          assertThat(process.stop()).as(process.output()).isZero();
        }
      }
    }
  }

  private LaunchedProcess start(String role, String... flags) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(role));
    arguments.addAll(List.of(flags));
    return LaunchedProcess.start(
        directory,
        Map.of(
            "DATA_DIR",
            directory.resolve("data").toString(),
            "MQ_URL",
            "tcp://localhost:" + ports.tcp(),
            "STORE_URL",
            "tcp://localhost:" + ports.store(),
            "TCP_ADDR",
            ":" + ports.tcp(),
            "HTTP_ADDR",
            ":0",
            "STORE_ADDR",
            ":" + ports.store(),
            "METRICS_ADDR",
            ":0",
            "PORT",
            Integer.toString(ports.api())),
        arguments.toArray(String[]::new));
  }

  private static String probes(LaunchedProcess process) {
    return process.await(PROBES).group(1);
  }

  /** Waits until a role says that it is not ready and why; it is alive all the same. */
  private void awaitWaiting(String url, LaunchedProcess process, String reason) {
    await(reason)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .untilAsserted(() -> {
          assertThat(process.process().isAlive()).as(process.output()).isTrue();
          HttpResponse<String> ready = get(url + "readyz");
          assertThat(ready.statusCode()).isEqualTo(503);
          assertThat(ready.body()).contains(reason).containsIgnoringCase("connection refused");
        });
    assertThat(process.process().isAlive()).isTrue();
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** What the API shows once so many rows are stored. */
  private List<CsvModel.Row> rows(int count) throws IOException, InterruptedException {
    StoreReader reader = new StoreReader(ports.api());
    await("all rows in the API")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() ->
            reader.get("/api/v1/stats").get("total_samples") instanceof Number samples
                && samples.intValue() >= count);
    List<CsvModel.Row> rows = new ArrayList<>();
    for (String uuid : reader.gpus()) {
      reader.rows(
          uuid,
          row ->
              rows.add(
                  new CsvModel.Row(row.uuid(), row.metric(), row.sourceMicros(), row.value())));
    }
    return rows;
  }
}
