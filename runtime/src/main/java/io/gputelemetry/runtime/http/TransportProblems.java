package io.gputelemetry.runtime.http;

import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import java.util.Map;

/**
 * The server's own refusals, of requests that never reach an operation: a bad request line, headers
 * or a body that are too large. Its messages are not passed on; they can hold class names.
 */
final class TransportProblems implements DirectHandler {
  private static final Map<Integer, String> DETAILS =
      Map.of(
          400, "the request is not valid HTTP, or its headers are larger than this server takes",
          413, "the body is larger than any operation here takes",
          414, "the request line is too long",
          431, "the headers are too long",
          503, "too many requests at the same time; try again");

  private final JsonType<Problem> problems;

  private TransportProblems(Jsonb jsonb) {
    this.problems = jsonb.type(Problem.class);
  }

  static DirectHandlers handlers(Jsonb jsonb) {
    TransportProblems handler = new TransportProblems(jsonb);
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (EventType type : EventType.values()) {
      handlers.addHandler(type, handler);
    }
    return handlers.build();
  }

  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      String message) {
    Answers.addUsualHeaders(headers);
    headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    String detail = DETAILS.getOrDefault(status.code(), "the request cannot be served");
    Problem problem = Problem.of(status.code(), detail, request.path(), "");
    return TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(problems.toJsonBytes(problem))
        .build();
  }
}
