package io.gputelemetry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gputelemetry.store.SampleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Pages put together are the whole list, whatever their sizes, and whatever arrives meanwhile. */
class PagingPropertyTest {
  private static final long SEED = 20_250_718;

  @Test
  void pages_anySizes_makeUpTheWholeList() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (Api api = new Api(Fleet.store())) {
      for (int round = 0; round < 60; round++) {
        String path = path(random);
        List<JsonNode> whole = rows(api.get(path + "limit=1000").json());

        assertThat(paged(api, path, random))
            .as("seed %d, round %d, %s", SEED, round, path)
            .isEqualTo(whole);
      }
    }
  }

  private static String path(SplittableRandom random) {
    if (random.nextInt(4) == 0) {
      return "/api/v1/gpus?" + (random.nextBoolean() ? "" : "hostname=host-1&");
    }
    StringBuilder path =
        new StringBuilder("/api/v1/gpus/" + Fleet.uuid(random.nextInt(12)) + "/telemetry?");
    path.append(random.nextBoolean() ? "order=desc&" : "");
    path.append(random.nextBoolean() ? "start_time=2025-07-18T20:42:40Z&" : "");
    path.append(random.nextBoolean() ? "end_time=2025-07-18T20:42:50Z&" : "");
    path.append(random.nextBoolean() ? "metric_name=custom_metric&" : "");
    return path.toString();
  }

  private static List<JsonNode> paged(Api api, String path, SplittableRandom random) {
    List<JsonNode> rows = new ArrayList<>();
    String cursor = "";
    boolean more = true;
    while (more) {
      int limit = random.nextInt(1, 30);
      JsonNode page = api.get(path + "limit=" + limit + cursor).json();
      rows.addAll(rows(page));
      more = page.get("has_more").asBoolean();
      assertThat(page.get("next_cursor").isNull()).isEqualTo(!more);
      assertThat(page.get("count").asInt()).isEqualTo(rows(page).size()).isLessThanOrEqualTo(limit);
      cursor = "&cursor=" + page.get("next_cursor").asText();
    }
    return rows;
  }

  private static List<JsonNode> rows(JsonNode page) {
    return Api.elements(page.get("data"));
  }

  @Test
  void page_rowsArriveBeforeIt_doesNotMove() throws Exception {
    SampleStore store = Fleet.store();
    try (Api api = new Api(store)) {
      JsonNode first = api.get("/api/v1/gpus?limit=3").json();
      Fleet.addOddSample(store, 1);
      JsonNode second =
          api.get("/api/v1/gpus?limit=3&cursor=" + first.get("next_cursor").asText()).json();

      assertThat(second.get("data").findValuesAsText("uuid"))
          .containsExactly(Fleet.uuid(3), Fleet.uuid(4), Fleet.uuid(5));
    }
  }
}
