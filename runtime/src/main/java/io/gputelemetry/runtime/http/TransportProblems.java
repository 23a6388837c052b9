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
          414, "the request line is too long",
          431, "the headers are too long",
          503, "too many requests at the same time; try again");

  private static final int TOO_LARGE = 413;

  private final JsonType<Problem> problems;
  private final ServedPaths paths;

  private TransportProblems(Jsonb jsonb, ServedPaths paths) {
    this.problems = jsonb.type(Problem.class);
    this.paths = paths;
  }

  static DirectHandlers handlers(Jsonb jsonb, ServedPaths paths) {
    TransportProblems handler = new TransportProblems(jsonb, paths);
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
    String path = path(request);
    // A sender that is told "too large" gives its data up; one at the wrong door must not.
    boolean unknown = status.code() == TOO_LARGE && !paths.has(path);
    Status told = unknown ? Status.NOT_FOUND_404 : status;
    String detail = unknown ? paths.missing(path) : detail(told, path);
    Problem problem = Problem.of(told.code(), detail, request.path(), "");
    return TransportResponse.builder()
        .status(told)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(problems.toJsonBytes(problem))
        .build();
  }

  private static String path(TransportRequest request) {
    int query = request.path().indexOf('?');
    return query < 0 ? request.path() : request.path().substring(0, query);
  }

  private String detail(Status status, String path) {
    if (status.code() != TOO_LARGE) {
      return DETAILS.getOrDefault(status.code(), "the request cannot be served");
    }
    return paths
        .bodyBytesMax(path)
        .map(TransportProblems::tooLarge)
        .orElse("the body is too large; no body is needed at this path");
  }

  /** What a body is told that is larger than this. */
  static String tooLarge(long bytes) {
    return "the body is larger than %,d bytes, the most that is taken here".formatted(bytes);
  }
}
