package io.gputelemetry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiServerTest {
  private static final String TELEMETRY = "/api/v1/gpus/" + Fleet.uuid(5) + "/telemetry";
  private Api api;

  @BeforeAll
  void start() throws IOException {
    api = new Api(Fleet.store());
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void gpus_all_areListedByUuid() {
    JsonNode page = api.get("/api/v1/gpus").json();

    assertThat(page.get("count").asInt()).isEqualTo(Fleet.GPUS);
    assertThat(page.get("has_more").asBoolean()).isFalse();
    assertThat(page.get("next_cursor").isNull()).isTrue();
    assertThat(page.get("data").get(5).toString())
        .isEqualTo(
            "{\"uuid\":\"GPU-00000005-0000-0000-0000-000000000000\",\"gpu_id\":1,"
                + "\"device\":\"nvidia1\",\"model_name\":\"NVIDIA H100\",\"hostname\":\"host-1\","
                + "\"first_seen\":\"2025-07-18T20:42:34.000000Z\","
                + "\"last_seen\":\"2025-07-18T20:42:53.000000Z\"}");
  }

  @Test
  void gpus_ofAHost_areOnlyThose() {
    JsonNode page = api.get("/api/v1/gpus?hostname=host-2").json();

    assertThat(page.get("data").findValuesAsText("hostname"))
        .hasSize(Fleet.GPUS_OF_HOST)
        .containsOnly("host-2");
  }

  @ParameterizedTest
  @CsvSource({"GPU-00000006-0000-0000-0000-000000000000", "host-1:2"})
  void gpu_byUuidOrSlot_isFound(String id) {
    assertThat(api.get("/api/v1/gpus/" + id).json().get("uuid").asText()).isEqualTo(Fleet.uuid(6));
  }

  @Test
  void gpu_bareIndex_is400WithCandidates() {
    Api.Answer answer = api.get("/api/v1/gpus/2");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("parameter").asText()).isEqualTo("id");
    assertThat(answer.json().get("detail").asText())
        .contains("for example host-0:2, host-1:2, host-2:2");
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/gpus/GPU-none",
    "/api/v1/gpus/host-9:0",
    "/api/v1/gpus/host-1:77",
    "/api/v1/gpus/GPU-none/telemetry",
  })
  void gpu_neverSeen_is404(String path) {
    assertThat(api.get(path).status()).isEqualTo(404);
  }

  @Test
  void telemetry_row_hasEverything() {
    JsonNode page = api.get(TELEMETRY + "?limit=1").json();

    assertThat(page.get("data").get(0).toString())
        .isEqualTo(
            "{\"timestamp\":\"2025-07-18T20:42:34.000000Z\","
                + "\"metric_name\":\"DCGM_FI_DEV_GPU_TEMP\",\"value\":25.0,"
                + "\"uuid\":\"GPU-00000005-0000-0000-0000-000000000000\","
                + "\"source_timestamp\":\"2025-07-18T20:42:33.500000Z\","
                + "\"ingested_at\":\"2025-07-18T21:00:00.000000Z\","
                + "\"gpu_id\":1,\"device\":\"nvidia1\",\"model_name\":\"NVIDIA H100\","
                + "\"hostname\":\"host-1\",\"mig_instance\":\"\",\"labels\":{},"
                + "\"container\":\"train\",\"pod\":\"pod-5\",\"namespace\":\"research\","
                + "\"labels_raw\":\"UUID=\\\"GPU-00000005-0000-0000-0000-000000000000\\\","
                + "job=\\\"dcgm\\\"\"}");
  }

  @Test
  void telemetry_oddSample_hasNullsAndItsLabels() throws Exception {
    SampleStore store = Fleet.store();
    Fleet.addOddSample(store, Double.POSITIVE_INFINITY);
    try (Api odd = new Api(store)) {
      JsonNode row = odd.get("/api/v1/gpus/GPU-odd/telemetry").json().get("data").get(0);

      assertThat(row.get("value").isNull()).isTrue();
      assertThat(row.get("source_timestamp").isNull()).isTrue();
      assertThat(row.get("timestamp").asText()).isEqualTo("2025-07-18T20:42:34.000001Z");
      assertThat(row.get("mig_instance").asText()).isEqualTo("1g.10gb");
      assertThat(row.get("labels").toString()).isEqualTo("{\"link\":\"3\"}");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 60",
    "start_time=2025-07-18T20:42:34Z&end_time=2025-07-18T20:42:53Z, 60",
    "start_time=2025-07-18T20:42:53Z, 3",
    "start_time=2025-07-18T20:42:53.000001Z, 0",
    "end_time=2025-07-18T20:42:34Z, 3",
    "end_time=2025-07-18T20:42:33.999999999Z, 0",
    "start_time=2025-07-18T20:42:34.000000001Z, 57",
    "start_time=2025-07-18T20:42:33.999999999Z&end_time=2025-07-18T20:42:34.000000001Z, 3",
    "start_time=2025-07-18T22:42:40%2B02:00&end_time=2025-07-18T20:42:40Z, 3",
    "metric_name=custom_metric, 20",
    "metric_name=custom_metric&metric_name=DCGM_FI_DEV_GPU_TEMP, 40",
    "metric_name=unheard_of, 0",
    "start_time=2030-01-01T00:00:00Z, 0",
  })
  void telemetry_window_includesBothEnds(String query, int rows) {
    Api.Answer answer = api.get(TELEMETRY + "?limit=1000&" + query.replaceFirst("^$", "order=asc"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("count").asInt()).isEqualTo(rows);
    assertThat(answer.json().get("data").isArray()).isTrue();
  }

  @Test
  void telemetry_order_isByTimeThenMetric() {
    JsonNode ascending = api.get(TELEMETRY + "?limit=1000").json().get("data");
    JsonNode descending = api.get(TELEMETRY + "?limit=1000&order=desc").json().get("data");

    List<String> keys = keys(ascending);
    assertThat(keys).isSorted().doesNotHaveDuplicates().hasSize(60);
    assertThat(keys(descending)).isEqualTo(keys.reversed());
  }

  private static List<String> keys(JsonNode rows) {
    return Api.elements(rows).stream()
        .map(row -> row.get("timestamp").asText() + " " + row.get("metric_name").asText())
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "start_time=yesterday, start_time, RFC 3339",
    "end_time=2025-07-18, end_time, RFC 3339",
    "end_time=1752871354, end_time, RFC 3339",
    "start_time=2025-07-18T20:42:35Z&end_time=2025-07-18T20:42:34Z, start_time, after",
    "limit=0, limit, 1 to 1000",
    "limit=1001, limit, 1 to 1000",
    "order=up, order, 'asc, desc'",
    "cursor=garbage, cursor, next_cursor",
    "cursor=!!!, cursor, next_cursor",
    "metric=x, metric, metric_name",
  })
  void telemetry_invalid_is400ThatNamesTheParameterAndWhatIsValid(
      String query, String parameter, String valid) {
    Api.Answer answer = api.get(TELEMETRY + "?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().get("parameter").asText()).isEqualTo(parameter);
    assertThat(answer.json().get("detail").asText()).contains(valid);
  }

  @ParameterizedTest
  @CsvSource({"order=desc", "metric_name=custom_metric", "end_time=2025-07-18T20:42:50Z"})
  void telemetry_cursorOfOtherFilters_is400(String otherFilter) {
    String cursor = api.get(TELEMETRY + "?limit=5").json().get("next_cursor").asText();

    assertThat(api.get(TELEMETRY + "?limit=9&cursor=" + cursor).status()).isEqualTo(200);
    Api.Answer refused = api.get(TELEMETRY + "?cursor=" + cursor + "&" + otherFilter);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.json().get("parameter").asText()).isEqualTo("cursor");
    String other = "/api/v1/gpus/" + Fleet.uuid(6) + "/telemetry?cursor=" + cursor;
    assertThat(api.get(other).status()).isEqualTo(400);
    assertThat(api.get("/api/v1/gpus?cursor=" + cursor).status()).isEqualTo(400);
  }

  @Test
  void metrics_known_haveUnitKindAndField() {
    JsonNode list = api.get("/api/v1/metrics").json();

    assertThat(list.get("count").asInt()).isEqualTo(3);
    assertThat(list.get("data").findValuesAsText("name")).isEqualTo(Fleet.METRICS);
    assertThat(list.get("data").get(1).toString())
        .isEqualTo(
            "{\"name\":\"DCGM_FI_DEV_GPU_UTIL\",\"unit\":\"percent\",\"kind\":\"gauge\","
                + "\"field_id\":203}");
    assertThat(list.get("data").get(2).toString())
        .isEqualTo("{\"name\":\"custom_metric\",\"unit\":\"\",\"kind\":null,\"field_id\":null}");
  }

  @Test
  void stats_filled_countEverything() {
    JsonNode stats = api.get("/api/v1/stats").json();

    assertThat(stats.get("total_gpus").asInt()).isEqualTo(12);
    assertThat(stats.get("total_metrics").asInt()).isEqualTo(3);
    assertThat(stats.get("total_series").asInt()).isEqualTo(36);
    assertThat(stats.get("total_samples").asInt()).isEqualTo(720);
    assertThat(stats.get("oldest").asText()).isEqualTo("2025-07-18T20:42:34.000000Z");
    assertThat(stats.get("newest").asText()).isEqualTo("2025-07-18T20:42:53.000000Z");
    assertThat(stats.get("bytes").asLong()).isPositive();
  }

  @Test
  void everyList_emptyStore_isEmptyAndNotNull() throws Exception {
    try (Api empty = new Api(new io.gputelemetry.store.MemoryStore(1_000_000, () -> 0))) {
      assertThat(empty.get("/api/v1/gpus").body())
          .isEqualTo("{\"data\":[],\"count\":0,\"has_more\":false,\"next_cursor\":null}");
      assertThat(empty.get("/api/v1/metrics").body()).isEqualTo("{\"data\":[],\"count\":0}");
      assertThat(empty.get("/api/v1/stats").json().get("oldest").isNull()).isTrue();
      assertThat(empty.get("/api/v1/gpus/0").status()).isEqualTo(400);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/gpus",
    "/api/v1/gpus/GPU-1",
    "/api/v1/gpus/GPU-1/telemetry",
    "/api/v1/metrics",
    "/api/v1/stats",
  })
  void storeDown_everyOperation_is503WithRetryAfterAndNoInnerDetail(String path) throws Exception {
    try (Api down = new Api(new BrokenStore(true))) {
      Api.Answer answer = down.get(path);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("Retry-After")).isEqualTo("5");
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.body()).doesNotContain("secret");
    }
  }

  @Test
  void storeBroken_notRetryable_is500() throws Exception {
    try (Api broken = new Api(new BrokenStore(false))) {
      assertThat(broken.get("/api/v1/gpus").status()).isEqualTo(500);
    }
  }

  @Test
  void health_storeDown_isLiveButNotReady() throws Exception {
    try (Api down = new Api(new BrokenStore(true))) {
      assertThat(down.get("/livez").status()).isEqualTo(200);
      assertThat(down.get("/readyz").status()).isEqualTo(503);
      assertThat(down.get("/readyz").body()).contains("\"store\"").doesNotContain("secret");
    }
  }

  @Test
  void health_storeUp_isReadyAndHealthy() {
    assertThat(api.get("/readyz").json().get("status").asText()).isEqualTo("ready");
    assertThat(api.get("/health").json().get("status").asText()).isEqualTo("healthy");
    assertThat(api.get("/metrics").body()).contains("gpu_telemetry_build_info");
  }

  @ParameterizedTest
  @CsvSource({"/swagger", "/swagger/", "/swagger/index.html", "/docs"})
  void swagger_everyName_isThePageWithoutInlineScript(String path) {
    Api.Answer page = api.get(path);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy"))
        .contains("default-src 'none'", "script-src 'self'")
        .doesNotContain("script-src 'self' 'unsafe-inline'");
    assertThat(page.body()).doesNotContain("<script>", "onload", "http://", "https://");
  }

  @Test
  void swagger_everyPartOfThePage_isServed() {
    String page = api.get("/swagger").body();
    List<String> parts =
        java.util.regex.Pattern.compile("(?:src|href)=\"([^\"]+)\"")
            .matcher(page)
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(parts).hasSize(4);
    assertThat(parts).allSatisfy(part -> assertThat(api.get(part).status()).isEqualTo(200));
    assertThat(api.get("/swagger/initializer.js").body()).contains("/openapi.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/write", "/api/v1/csv/upload"})
  void post_ofSamplesToAnApiAlone_is404AndNamesWhoTakesThem(String path) {
    Api.Answer answer = api.post(path, "x");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("a streamer takes this, on its port 9003");
  }
}
