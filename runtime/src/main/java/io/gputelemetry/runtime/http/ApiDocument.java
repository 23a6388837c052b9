package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Jsonb;
import io.gputelemetry.runtime.http.Operation.Access;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Serves the OpenAPI document of a listener, which lists itself. */
final class ApiDocument {
  private ApiDocument() {}

  static List<Operation> operations(
      HttpListener.Config config, Jsonb jsonb, List<Operation> others) {
    AtomicReference<byte[]> json = new AtomicReference<>(new byte[0]);
    AtomicReference<byte[]> yaml = new AtomicReference<>(new byte[0]);
    Operation asJson = operation("/openapi.json", "openapiJson", "application/json", json);
    List<Operation> own =
        List.of(
            asJson,
            asJson.alias("/swagger/doc.json", "swaggerDocJson"),
            operation("/openapi.yaml", "openapiYaml", "application/yaml", yaml));
    List<Operation> all = new ArrayList<>(others);
    all.addAll(own);
    Map<String, Object> document = OpenApi.document(config, jsonb, all);
    json.set(jsonb.toJson(document).getBytes(StandardCharsets.UTF_8));
    yaml.set(Yaml.of(document, jsonb).getBytes(StandardCharsets.UTF_8));
    return own;
  }

  private static Operation operation(
      String path, String id, String mediaType, AtomicReference<byte[]> content) {
    return Operation.get(path, id, "This document")
        .tag("document")
        .access(Access.OPEN)
        .bytes(mediaType, request -> out -> out.write(content.get()));
  }
}
