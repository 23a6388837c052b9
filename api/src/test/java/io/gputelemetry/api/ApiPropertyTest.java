package io.gputelemetry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Thousands of requests, valid and not, are answered as the document says: with a documented
 * status, a body that matches its schema, and never with a failure.
 */
class ApiPropertyTest {
  private static final long SEED = 4_711;
  private static final int REQUESTS = 4_000;

  private static final String[] PATHS = {
    "/api/v1/gpus",
    "/api/v1/gpus/{id}",
    "/api/v1/gpus/{id}/telemetry",
    "/api/v1/metrics",
    "/api/v1/stats",
    "/readyz",
    "/health"
  };
  private static final String[] IDS = {
    Fleet.uuid(0), Fleet.uuid(11), "host-1:2", "host-9:2", "3", "GPU-none", "x:y:z", "%20", "%F0%9F"
  };
  private static final String[] NAMES = {
    "limit", "cursor", "hostname", "start_time", "end_time", "metric_name", "order", "LIMIT", ""
  };
  private static final String[] VALUES = {
    "",
    "0",
    "1",
    "7",
    "1000",
    "1001",
    "-1",
    "1e3",
    "99999999999999999999",
    "asc",
    "desc",
    "ASC",
    "host-0",
    "custom_metric",
    "DCGM_FI_DEV_GPU_UTIL",
    "2025-07-18T20:42:40Z",
    "2025-07-18T20:42:45.123456789+05:30",
    "2025-07-18t20:42:40z",
    "2025-13-18T20:42:40Z",
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "now",
    "' OR 1=1 --",
    "\u0000",
    "ü€😀",
    "..",
    "AQAAAAA",
    "a".repeat(600)
  };

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Map<String, Schema> schemas = new HashMap<>();

  @Test
  void answers_anyRequest_areAsDocumented() throws Exception {
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    try (Api api = new Api(Fleet.store())) {
      JsonNode document = api.get("/openapi.json").json();
      for (int i = 0; i < REQUESTS; i++) {
        String template = PATHS[random.nextInt(PATHS.length)];
        String request = request(api, template);
        Api.Answer answer = api.get(request);
        String name = "seed %d, request %d: %s".formatted(SEED, i, request);

        assertThat(answer.status()).as(name).isLessThan(500);
        assertMatches(name, document, template, answer);
        outcomes.merge(Outcome.of(answer.status()), 1, Integer::sum);
      }
    }
    assertThat(outcomes.getOrDefault(Outcome.OK, 0)).as("seed %d", SEED).isGreaterThan(500);
    assertThat(outcomes.getOrDefault(Outcome.INVALID, 0)).isGreaterThan(500);
    assertThat(outcomes.getOrDefault(Outcome.UNKNOWN, 0)).isGreaterThan(50);
  }

  private enum Outcome {
    OK,
    INVALID,
    UNKNOWN;

    static Outcome of(int status) {
      return switch (status) {
        case 200 -> OK;
        case 400 -> INVALID;
        case 404 -> UNKNOWN;
        default -> throw new IllegalStateException("status " + status);
      };
    }
  }

  private String request(Api api, String template) {
    String path = template.replace("{id}", IDS[random.nextInt(IDS.length)]);
    List<String> query = new ArrayList<>();
    int parameters = random.nextInt(4);
    for (int i = 0; i < parameters; i++) {
      query.add(random.nextInt(3) == 0 ? any() : likely(template));
    }
    if (random.nextInt(10) == 0 && template.equals("/api/v1/gpus")) {
      query.add("cursor=" + api.get("/api/v1/gpus?limit=2").json().get("next_cursor").asText());
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private String any() {
    String value = VALUES[random.nextInt(VALUES.length)];
    return NAMES[random.nextInt(NAMES.length)]
        + "="
        + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private String likely(String template) {
    boolean rows = template.endsWith("/telemetry");
    return switch (random.nextInt(rows ? 5 : 2)) {
      case 0 -> "limit=" + random.nextInt(1, 1_001);
      case 1 -> rows ? "metric_name=custom_metric" : "hostname=host-" + random.nextInt(4);
      case 2 -> "start_time=2025-07-18T20:42:" + random.nextInt(34, 60) + "Z";
      case 3 -> "end_time=2025-07-18T20:42:" + random.nextInt(34, 60) + ".5Z";
      default -> random.nextBoolean() ? "order=desc" : "order=asc";
    };
  }

  private void assertMatches(String name, JsonNode document, String template, Api.Answer answer) {
    JsonNode responses = document.get("paths").get(template).get("get").get("responses");
    JsonNode response = responses.get(Integer.toString(answer.status()));
    assertThat(response).as("%s: status %d", name, answer.status()).isNotNull();
    JsonNode media = response.get("content").get(answer.header("Content-Type"));
    assertThat(media).as("%s: type %s", name, answer.header("Content-Type")).isNotNull();
    String reference = media.get("schema").get("$ref").asText();
    assertThat(schema(document, reference).validate(answer.body(), InputFormat.JSON))
        .as(name)
        .isEmpty();
  }

  /** The schema that is referred to, which also refuses what it does not name. */
  private Schema schema(JsonNode document, String reference) {
    return schemas.computeIfAbsent(
        reference,
        key -> {
          JsonNode closed = Api.parse(document.get("components").get("schemas").toString());
          for (JsonNode one : closed) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) one)
                .put("additionalProperties", false);
          }
          String text = "{\"$ref\":\"" + key + "\",\"components\":{\"schemas\":" + closed + "}}";
          return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
              .getSchema(text, InputFormat.JSON);
        });
  }

  @Test
  void schema_ofTheDocument_canRefuse() throws Exception {
    try (Api api = new Api(Fleet.store())) {
      JsonNode document = api.get("/openapi.json").json();
      Schema page = schema(document, "#/components/schemas/GpuPage");
      String good = api.get("/api/v1/gpus").body();

      assertThat(page.validate(good, InputFormat.JSON)).isEmpty();
      assertThat(page.validate(good.replace("gpu_id", "gpuId"), InputFormat.JSON)).isNotEmpty();
      assertThat(page.validate(good.replace("\"count\":12", "\"count\":\"12\""), InputFormat.JSON))
          .isNotEmpty();
    }
  }
}
