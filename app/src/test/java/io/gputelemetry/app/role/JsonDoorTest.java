package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person publishes by hand is in the API a moment later, or among the dead letters. */
final class JsonDoorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String UUID = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50";
  private static final String RECORD =
      """
      {"timestamp":"2025-07-18T20:42:34Z","metric_name":"DCGM_FI_DEV_GPU_UTIL","gpu_id":"0",
       "device":"nvidia0","uuid":"%s","modelName":"NVIDIA H100 80GB HBM3","Hostname":"by-hand",
       "container":"","pod":"","namespace":"","value":"%s","labels_raw":""}\
      """;

  private final TestApp app = new TestApp();
  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir private Path directory;

  @BeforeEach
  void settings() {
    app.environment.put("DATA_DIR", directory.resolve("data").toString());
    app.environment.put("PORT", "0");
    app.environment.put("TCP_ADDR", ":0");
    app.environment.put("HTTP_ADDR", ":0");
  }

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void record_published_isInTheApi() throws Exception {
    CompletableFuture<ExitCode> running =
        app.start("all", "--drop-gpu", "0", "--hosts", "1", "--gpus", "1");
    publish("{\"payload\":" + RECORD.formatted(UUID, "12.5") + "}");
    String two = RECORD.formatted(UUID, "13.5") + "," + RECORD.formatted(UUID, "14.5");
    publish("{\"key\":\"" + UUID + "\",\"payload\":[" + two + "]}");
    publish("{\"payload\":{\"value\":1}}");
    String path = app.api() + "api/v1/gpus/" + UUID + "/telemetry";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(path)).contains("12.5", "13.5", "14.5", "\"count\":3"));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(app.queue() + "topics/telemetry.dlq/messages")).contains("\"count\":1"));
    assertThat(get(app.queue() + "openapi.json")).contains("\"/publish\"");
    app.machine.stop();
    assertThat(running.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(ExitCode.FINE);
  }

  private void publish(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(app.queue() + "publish"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .header("Content-Type", "application/json")
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private String get(String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
