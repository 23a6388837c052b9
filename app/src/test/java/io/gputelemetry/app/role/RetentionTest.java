package io.gputelemetry.app.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.TestApp;
import io.gputelemetry.embedded.EmbeddedConfig;
import io.gputelemetry.embedded.EmbeddedStore;
import io.gputelemetry.journal.RealDisk;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has the store's directory removes what is too old, and says so. */
final class RetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String UUID = "GPU-0";

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private final SystemClock clock = new SystemClock();

  /** 300 samples of two days ago, sealed, and 5 of now. */
  @BeforeEach
  void fill() throws IOException {
    Path data = directory.resolve("data").resolve(StorePart.DIRECTORY);
    EmbeddedConfig config = EmbeddedConfig.DEFAULT.withHeadBytes(1_024);
    try (EmbeddedStore store =
        EmbeddedStore.open(RealDisk.at(data), config, clock::epochMicros, _ -> {})) {
      long old = clock.epochMicros() - TimeUnit.DAYS.toMicros(2);
      assertThat(store.append(samples(old, 300)).stored()).isEqualTo(300);
      assertThat(store.append(samples(clock.epochMicros(), 5)).stored()).isEqualTo(5);
    }
  }

  @Test
  void store_alone_removesWhatIsTooOld() throws Exception {
    TestApp app = app();
    var running = app.start("store", "--store-addr", ":0", "--metrics-addr", ":0");
    awaitBody(app.metrics() + "metrics", "gpu_telemetry_store_samples 5.0");
    assertThat(get(app.metrics() + "metrics"))
        .contains("gpu_telemetry_store_samples_expired_total 300.0");
    stop(app, running);
  }

  @Test
  void allInOne_removesWhatIsTooOld_andShowsItAsLeftOut() throws Exception {
    TestApp app = app();
    app.environment.put("PORT", "0");
    app.environment.put("TCP_ADDR", ":0");
    app.environment.put("HTTP_ADDR", ":0");
    var running = app.start("all", "--hosts", "1", "--gpus", "1");
    awaitBody(
        app.api() + "api/v1/pipeline",
        "{\"where\":\"store\",\"role\":\"store\",\"reason\":\"retention\",\"count\":300,");
    String view = get(app.api() + "api/v1/pipeline");
    assertThat(view).containsPattern("\"count\":300,[^}]*\"events_before\":\"20");
    assertThat(get(app.api() + "api/v1/gpus/" + UUID + "/telemetry")).contains("\"count\":5");
    stop(app, running);
  }

  private TestApp app() {
    TestApp app = new TestApp();
    app.environment.put("DATA_DIR", directory.resolve("data").toString());
    app.environment.put("RETENTION_PERIOD", "1d");
    return app;
  }

  private static SampleBatch samples(long from, int count) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    Series series = Series.of(UUID, "DCGM_FI_DEV_GPU_UTIL");
    Gpu gpu = new Gpu(UUID, 0, "nvidia0", "H100", "host");
    int index = builder.index(new SeriesIdentity(series, gpu, Attribution.NONE));
    for (int i = 0; i < count; i++) {
      builder.add(index, from + i, SampleBatch.NO_SOURCE_TIME, i);
    }
    return builder.build();
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
