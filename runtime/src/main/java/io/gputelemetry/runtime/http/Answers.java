package io.gputelemetry.runtime.http;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.Map;

/** Writes answers: status, the headers that every answer has, and the body, compressed or not. */
final class Answers {
  /** What every answer has unless its operation says otherwise: a document without any powers. */
  private static final Map<String, String> USUAL =
      Map.of(
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY",
          "Referrer-Policy", "no-referrer",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cache-Control", "no-store",
          "Vary", "Accept-Encoding");

  private final Jsonb jsonb;
  private final boolean streams;
  private final ServedPaths paths;
  private final JsonType<Problem> problems;

  /**
   * Writes answers.
   *
   * @param paths what there is to answer
   */
  Answers(Jsonb jsonb, ServedPaths paths) {
    this.jsonb = jsonb;
    this.paths = paths;
    this.streams = paths.operations().stream().anyMatch(Operation::isStreamed);
    this.problems = jsonb.type(Problem.class);
  }

  /** Whether some operation of the listener takes a body that can be larger than memory. */
  boolean streams() {
    return streams;
  }

  static void addUsualHeaders(ServerResponseHeaders headers) {
    USUAL.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
  }

  Jsonb jsonb() {
    return jsonb;
  }

  void notFound(ServerRequest request, ServerResponse response) {
    String detail = paths.missing(request.path().path());
    problem(request, response, ProblemException.notFound(detail));
  }

  void problem(ServerRequest request, ServerResponse response, ProblemException problem) {
    String path = request.path().rawPath();
    String detail = String.valueOf(problem.getMessage());
    Problem body = Problem.of(problem.status(), detail, path, problem.parameter());
    head(response, problem.status(), Problem.MEDIA_TYPE, problem.headers());
    endIfChunked(request, response);
    whole(request, response, Problem.MEDIA_TYPE, problems.toJsonBytes(body));
  }

  /** Writes what a handler answered. */
  void reply(Exchange exchange, ServerResponse response, Reply<?> reply) throws IOException {
    boolean nothing = reply.body().equals(Reply.NOTHING);
    String mediaType = nothing ? "" : exchange.operation().mediaType();
    head(response, reply.status(), mediaType, reply.headers());
    ServerRequest request = exchange.request();
    endIfChunked(request, response);
    if (nothing || (isHead(request) && reply.body() instanceof Reply.Body)) {
      response.send();
    } else if (isHead(request)) {
      whole(request, response, mediaType, jsonb.toJsonBytes(reply.body()));
    } else {
      write(reply.body(), new AnswerBody(response, compresses(request, mediaType)));
    }
  }

  private void write(Object content, AnswerBody body) throws IOException {
    if (content instanceof Reply.Body bytes) {
      bytes.writeTo(body);
    } else {
      writeJson(content, body);
    }
    body.close();
  }

  /** A client that leaves in the middle is no failure of the server; the mapper wraps its end. */
  private void writeJson(Object content, AnswerBody body) {
    try {
      jsonb.toJson(content, body.unflushed());
    } catch (JsonException e) {
      throw e.getCause() instanceof CloseConnectionException gone ? gone : e;
    }
  }

  /** The server would read what is left into memory, chunk by chunk, each as large as a stream. */
  private void endIfChunked(ServerRequest request, ServerResponse response) {
    if (streams && Exchange.isChunked(request)) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
  }

  private static void head(
      ServerResponse response, int status, String mediaType, Map<String, String> headers) {
    response.status(Status.create(status));
    addUsualHeaders(response.headers());
    if (!mediaType.isEmpty()) {
      response.header(HeaderNames.CONTENT_TYPE, mediaType);
    }
    headers.forEach((name, value) -> response.header(HeaderNames.create(name), value));
  }

  private static void whole(
      ServerRequest request, ServerResponse response, String mediaType, byte[] plain) {
    byte[] body = plain;
    if (plain.length >= Compression.SMALLEST && compresses(request, mediaType)) {
      body = Compression.compress(plain);
      response.header(HeaderNames.CONTENT_ENCODING, "gzip");
    }
    response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    if (isHead(request)) {
      response.send();
    } else {
      response.send(body);
    }
  }

  private static boolean compresses(ServerRequest request, String mediaType) {
    return Compression.pays(mediaType)
        && Compression.isAccepted(request.headers().first(HeaderNames.ACCEPT_ENCODING).orElse(""));
  }

  private static boolean isHead(ServerRequest request) {
    return request.prologue().method().equals(Method.HEAD);
  }
}
