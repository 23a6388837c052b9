package io.gputelemetry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the dashboard reads: hosts, the newest samples, and the pages themselves. */
class FleetViewsTest {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static long afterTheLastSample() {
    return Fleet.micros(Fleet.START.plusSeconds(Fleet.SECONDS - 1));
  }

  @Test
  void hosts_live_areListedWithGpusAndFleet() throws IOException {
    try (Api api = new Api(Fleet.store(), afterTheLastSample())) {
      JsonNode page = api.get("/api/v1/hosts?limit=1").json();
      JsonNode host = page.get("data").get(0);

      assertThat(host.get("hostname").asText()).isEqualTo("host-0");
      assertThat(host.get("gpu_count").asInt()).isEqualTo(4);
      assertThat(host.get("expected_count").asInt()).isEqualTo(4);
      assertThat(host.get("missing").isEmpty()).isTrue();
      assertThat(host.get("state").asText()).isEqualTo("reporting");
      assertThat(host.get("gpus").get(3).toString())
          .isEqualTo(
              "{\"uuid\":\"GPU-00000003-0000-0000-0000-000000000000\",\"gpu_id\":3,"
                  + "\"device\":\"nvidia3\",\"model_name\":\"NVIDIA H100\","
                  + "\"first_seen\":\"2025-07-18T20:42:34.000000Z\","
                  + "\"last_seen\":\"2025-07-18T20:42:53.000000Z\",\"state\":\"reporting\"}");
      assertThat(page.get("fleet").toString())
          .isEqualTo(
              "{\"at\":\"2025-07-18T20:42:53.000000Z\",\"newest\":\"2025-07-18T20:42:53.000000Z\","
                  + "\"state\":\"live\",\"sampling_interval_seconds\":1.0,"
                  + "\"silent_after_seconds\":1.6,\"hosts\":3,\"gpus\":12,\"reporting\":12,"
                  + "\"silent\":0,\"missing\":0}");
    }
  }

  @Test
  void hosts_longAfter_saySilentAndWhy() throws IOException {
    try (Api api = new Api(Fleet.store())) {
      JsonNode page = api.get("/api/v1/hosts?hostname=host-1").json();

      assertThat(page.get("fleet").get("state").asText()).isEqualTo("stale");
      assertThat(page.get("count").asInt()).isEqualTo(1);
      assertThat(page.get("data").get(0).get("state").asText()).isEqualTo("silent");
      assertThat(page.findValuesAsText("state")).contains("silent").doesNotContain("reporting");
    }
  }

  @Test
  void hosts_pages_eachHostOnce() throws IOException {
    SampleStore store = Fleet.store();
    Fleet.addOddSample(store, 1);
    try (Api api = new Api(store)) {
      List<String> names = new ArrayList<>();
      String path = "/api/v1/hosts?limit=1";
      JsonNode page = api.get(path).json();
      page.get("data").forEach(host -> names.add(host.get("hostname").asText()));
      while (page.get("has_more").asBoolean()) {
        page = api.get(path + "&cursor=" + page.get("next_cursor").asText()).json();
        page.get("data").forEach(host -> names.add(host.get("hostname").asText()));
      }

      assertThat(names).containsExactly("", "host-0", "host-1", "host-2");
      assertThat(api.get("/api/v1/hosts?hostname=nobody").json().get("count").asInt()).isZero();
    }
  }

  @Test
  void latest_filters_newestRowsOnly() throws IOException {
    try (Api api = new Api(Fleet.store())) {
      JsonNode page =
          api.get(
                  "/api/v1/telemetry/latest?metric_name=DCGM_FI_DEV_GPU_UTIL_RATIO&uuid="
                      + Fleet.uuid(3)
                      + "&uuid="
                      + Fleet.uuid(1))
              .json();

      assertThat(page.findValuesAsText("uuid")).containsExactly(Fleet.uuid(1), Fleet.uuid(3));
      assertThat(page.findValuesAsText("metric_name")).containsOnly("DCGM_FI_DEV_GPU_UTIL");
      assertThat(page.findValuesAsText("timestamp")).containsOnly("2025-07-18T20:42:53.000000Z");
      assertThat(page.get("data").get(0).get("value").asDouble())
          .isEqualTo(Fleet.value(1, "DCGM_FI_DEV_GPU_UTIL", Fleet.SECONDS - 1));
    }
  }

  @Test
  void latest_pages_eachSeriesOnce() throws IOException {
    try (Api api = new Api(Fleet.store())) {
      List<String> seen = new ArrayList<>();
      String path = "/api/v1/telemetry/latest?limit=7";
      JsonNode page = api.get(path).json();
      while (true) {
        page.get("data")
            .forEach(row -> seen.add(row.get("uuid").asText() + row.get("metric_name").asText()));
        if (!page.get("has_more").asBoolean()) {
          break;
        }
        page = api.get(path + "&cursor=" + page.get("next_cursor").asText()).json();
      }

      assertThat(seen)
          .hasSize(Fleet.GPUS * Fleet.METRICS.size())
          .isSorted()
          .doesNotHaveDuplicates();
      assertThat(api.get(path + "&metric_name=x&cursor=" + "AegWuw").status()).isEqualTo(400);
    }
  }

  @Test
  void page_andItsParts_areServedWithAStrictPolicy() throws IOException {
    try (Api api = new Api(Fleet.store())) {
      assertThat(api.get("/").body()).contains("/dashboard/main.js");
      for (String path : List.of("/", "/dashboard/main.js", "/dashboard/chart.umd.js")) {
        Api.Answer answer = api.get(path);

        assertThat(answer.status()).as(path).isEqualTo(200);
        assertThat(answer.header("Content-Security-Policy")).isEqualTo(POLICY);
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(answer.header("ETag")).isNotEmpty();
      }
    }
  }
}
