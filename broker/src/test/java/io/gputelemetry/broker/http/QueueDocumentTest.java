package io.gputelemetry.broker.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.gputelemetry.runtime.http.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The document of the queue's HTTP door says what is served, and what it says is served. */
class QueueDocumentTest {
  private final ServedBroker queue = ServedBroker.usual();

  QueueDocumentTest() throws Exception {}

  @AfterEach
  void close() throws Exception {
    queue.close();
  }

  @Test
  void document_isValid_andListsEveryRoute() throws Exception {
    SwaggerParseResult parsed =
        new OpenAPIV3Parser().readContents(queue.get("/openapi.json").body());
    assertThat(parsed.getMessages()).isEmpty();
    Set<String> documented = new TreeSet<>();
    parsed
        .getOpenAPI()
        .getPaths()
        .forEach((path, item) ->
            item.readOperationsMap().keySet().stream()
                .map(PathItem.HttpMethod::name)
                .forEach(method -> documented.add(method + " " + path)));
    documented.removeIf(route -> route.contains("openapi") || route.contains("swagger"));
    Set<String> routes = new TreeSet<>();
    for (Operation operation : queue.door.operations()) {
      routes.add(operation.method() + " " + operation.path());
    }
    assertThat(documented).isEqualTo(routes).hasSizeGreaterThan(25);
  }
}
