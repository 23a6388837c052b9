package io.gputelemetry.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document says what is served, and what it says is served. */
class ApiDocumentTest {
  private static final Set<String> PAGES =
      Set.of(
          "/",
          "/dashboard/dashboard.css",
          "/dashboard/icon.svg",
          "/dashboard/main.js",
          "/dashboard/api.js",
          "/dashboard/dom.js",
          "/dashboard/poll.js",
          "/dashboard/format.js",
          "/dashboard/scale.js",
          "/dashboard/fleet.js",
          "/dashboard/grid.js",
          "/dashboard/detail.js",
          "/dashboard/history.js",
          "/dashboard/charts.js",
          "/dashboard/pipeline.js",
          "/dashboard/chart.umd.js",
          "/swagger",
          "/swagger/",
          "/swagger/index.html",
          "/swagger/initializer.js",
          "/swagger/swagger-ui.css",
          "/swagger/swagger-ui-bundle.js",
          "/swagger/favicon-32x32.png",
          "/docs");

  @Test
  void routes_all_areInTheDocumentOrArePages() throws Exception {
    List<Operation> served =
        ApiServer.operations(
            new ApiServer.Sources(Fleet.store(), Api.awayQueue(), new SystemClock()),
            new ServedRequests(),
            new Metrics(),
            List.of());
    try (Api api = new Api(Fleet.store())) {
      Set<String> documented = methodsAndPaths(api.get("/openapi.json").json());
      Set<String> routes =
          served.stream()
              .filter(operation -> !PAGES.contains(operation.path()))
              .map(operation -> operation.method() + " " + operation.path())
              .collect(Collectors.toCollection(TreeSet::new));
      routes.addAll(List.of("GET /openapi.json", "GET /openapi.yaml", "GET /swagger/doc.json"));

      assertThat(documented).isEqualTo(routes);
    }
  }

  @Test
  void documentedPaths_all_areServed() throws Exception {
    try (Api api = new Api(Fleet.store())) {
      for (String route : methodsAndPaths(api.get("/openapi.json").json())) {
        int space = route.indexOf(' ');
        String path = route.substring(space + 1).replace("{id}", Fleet.uuid(0));

        assertThat(api.send(route.substring(0, space), path).status()).as(route).isEqualTo(200);
        assertThat(api.send("DELETE", path).status()).as(route).isEqualTo(405);
      }
    }
  }

  @Test
  void document_parsed_hasNoFaults() throws Exception {
    try (Api api = new Api(Fleet.store())) {
      ParseOptions options = new ParseOptions();
      options.setResolve(true);
      SwaggerParseResult result =
          new OpenAPIV3Parser().readContents(api.get("/openapi.json").body(), null, options);

      assertThat(result.getMessages()).isEmpty();
      assertThat(result.getOpenAPI().getPaths()).isNotEmpty();
      assertThat(result.isOpenapi31()).isTrue();
    }
  }

  @Test
  void document_otherForms_sayTheSame() throws Exception {
    try (Api api = new Api(Fleet.store())) {
      JsonNode json = api.get("/openapi.json").json();

      assertThat(api.get("/swagger/doc.json").json()).isEqualTo(json);
      assertThat(ApiServer.openApiDocument()).isEqualTo(api.get("/openapi.json").body());
      assertThat(new YAMLMapper().readTree(api.get("/openapi.yaml").body())).isEqualTo(json);
    }
  }

  @Test
  void document_everyOperation_isDescribedAndNamesItsProblems() throws Exception {
    try (Api api = new Api(Fleet.store())) {
      JsonNode document = api.get("/openapi.json").json();
      Set<String> ids = new HashSet<>();
      for (JsonNode path : document.get("paths")) {
        for (JsonNode operation : path) {
          assertThat(ids.add(operation.get("operationId").asText())).isTrue();
          assertThat(operation.get("summary").asText()).isNotBlank();
          assertThat(operation.get("responses").has("400")).isTrue();
          assertThat(operation.get("responses").has("default")).isTrue();
          for (JsonNode parameter : operation.get("parameters")) {
            assertThat(parameter.get("description").asText()).isNotBlank();
          }
        }
      }
      for (JsonNode schema : document.get("components").get("schemas")) {
        assertThat(schema.get("description").asText()).isNotBlank();
        for (JsonNode property : schema.get("properties")) {
          assertThat(property.get("description").asText()).isNotBlank();
        }
      }
    }
  }

  private static Set<String> methodsAndPaths(JsonNode document) {
    Set<String> found = new TreeSet<>();
    document
        .get("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .fieldNames()
                .forEachRemaining(method ->
                    found.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
    return found;
  }
}
