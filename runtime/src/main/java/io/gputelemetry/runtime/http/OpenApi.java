package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Jsonb;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The OpenAPI 3.1 document of the listed operations. */
final class OpenApi {
  private static final String TOKEN = "token";
  private final HttpListener.Config config;
  private final Schemas schemas;

  private OpenApi(HttpListener.Config config, Jsonb jsonb) {
    this.config = config;
    this.schemas = new Schemas(jsonb);
  }

  static Map<String, Object> document(
      HttpListener.Config config, Jsonb jsonb, List<Operation> operations) {
    return new OpenApi(config, jsonb)
        .document(operations.stream().filter(operation -> operation.docs().listed()).toList());
  }

  private Map<String, Object> document(List<Operation> operations) {
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    Set<String> ids = new LinkedHashSet<>();
    for (Operation operation : operations) {
      if (!ids.add(operation.id())) {
        throw new IllegalArgumentException("two operations have the id " + operation.id());
      }
      paths
          .computeIfAbsent(operation.path(), path -> new LinkedHashMap<>())
          .put(operation.method().toLowerCase(Locale.ROOT), operation(operation));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Fields.of("title", config.title(), "version", config.version()));
    document.put("servers", List.of(Fields.of("url", "/")));
    document.put("tags", tags(operations));
    document.put("paths", paths);
    document.put("components", components());
    return document;
  }

  private static List<Map<String, Object>> tags(List<Operation> operations) {
    return operations.stream()
        .map(operation -> operation.docs().tag())
        .distinct()
        .map(tag -> Fields.of("name", tag))
        .toList();
  }

  private Map<String, Object> components() {
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas.named());
    if (config.needsToken()) {
      components.put(
          "securitySchemes", Fields.of(TOKEN, Fields.of("type", "http", "scheme", "bearer")));
    }
    return components;
  }

  private Map<String, Object> operation(Operation operation) {
    Operation.Docs docs = operation.docs();
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("operationId", operation.id());
    described.put("summary", docs.summary());
    if (!docs.description().isEmpty()) {
      described.put("description", docs.description());
    }
    described.put("tags", List.of(docs.tag()));
    described.put("parameters", operation.params().stream().map(OpenApi::parameter).toList());
    operation.content().ifPresent(content -> described.put("requestBody", requestBody(content)));
    described.put("responses", responses(operation));
    if (needsToken(operation)) {
      described.put("security", security(operation.access().roles()));
    }
    return described;
  }

  /** Any one of these will do. */
  private static List<Map<String, Object>> security(List<String> roles) {
    return roles.isEmpty()
        ? List.of(Fields.of(TOKEN, List.of()))
        : roles.stream().map(role -> Fields.of(TOKEN, List.of(role))).toList();
  }

  private boolean needsToken(Operation operation) {
    return config.needsToken() && !operation.access().open();
  }

  private static Map<String, Object> parameter(Param<?> param) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("name", param.name());
    described.put("in", param.place().name().toLowerCase(Locale.ROOT));
    described.put("required", param.place() == Param.Place.PATH);
    described.put("description", param.description());
    described.put("schema", param.schema());
    return described;
  }

  private Map<String, Object> requestBody(Content content) {
    Map<String, Object> schema = content.type().map(schemas::reference).orElse(Map.of());
    Map<String, Object> media = new LinkedHashMap<>();
    content.mediaTypes().forEach(type -> media.put(type, Fields.of("schema", schema)));
    return Fields.of("description", content.description(), "required", true, "content", media);
  }

  private Map<String, Object> responses(Operation operation) {
    Map<String, Object> responses = new LinkedHashMap<>();
    for (int status : operation.statuses()) {
      responses.put(Integer.toString(status), answer(operation, status));
    }
    for (int status : problems(operation)) {
      responses.put(Integer.toString(status), problem(Problem.title(status)));
    }
    responses.put("default", problem("Any other failure"));
    return responses;
  }

  /** Every operation refuses a parameter that it does not declare, so each one can answer 400. */
  private Set<Integer> problems(Operation operation) {
    Set<Integer> statuses = new TreeSet<>(operation.errors());
    statuses.add(400);
    if (needsToken(operation)) {
      statuses.add(401);
      if (!operation.access().roles().isEmpty()) {
        statuses.add(403);
      }
    }
    if (operation.content().isPresent()) {
      statuses.addAll(List.of(413, 415));
    }
    operation.statuses().forEach(statuses::remove);
    return statuses;
  }

  private Map<String, Object> answer(Operation operation, int status) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("description", Problem.title(status));
    if (!operation.mediaType().isEmpty() && status != Operation.NO_CONTENT) {
      Map<String, Object> schema =
          operation.type().map(schemas::reference).orElse(Fields.of("type", "string"));
      answer.put("content", Fields.of(operation.mediaType(), Fields.of("schema", schema)));
    }
    return answer;
  }

  private Map<String, Object> problem(String description) {
    Map<String, Object> schema = schemas.reference(Problem.class);
    return Fields.of(
        "description",
        description,
        "content",
        Fields.of(Problem.MEDIA_TYPE, Fields.of("schema", schema)));
  }
}
