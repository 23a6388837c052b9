package io.gputelemetry.runtime.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers everything that arrives at one path. */
final class Endpoint implements Handler {
  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
  private static final String HTTP_2 = "2.0";
  private final BearerTokens tokens;
  private final Answers answers;
  private final InFlight inFlight;
  private final OpenConnections connections;
  private final Map<String, Operation> operations = new LinkedHashMap<>();

  /**
   * What all endpoints of a listener share.
   *
   * @param tokens of which callers must present one
   */
  record Surroundings(
      BearerTokens tokens, Answers answers, InFlight inFlight, OpenConnections connections) {}

  Endpoint(List<Operation> here, Surroundings with) {
    this.tokens = with.tokens();
    this.answers = with.answers();
    this.inFlight = with.inFlight();
    this.connections = with.connections();
    for (Operation operation : here) {
      if (operations.putIfAbsent(operation.method(), operation) != null) {
        throw new IllegalArgumentException(
            "two operations for " + operation.method() + " " + operation.path());
      }
    }
    if (operations.containsKey("GET")) {
      operations.put("HEAD", operations.get("GET"));
    }
  }

  @Override
  public void handle(ServerRequest request, ServerResponse response) throws Exception {
    try {
      answer(request, response);
    } catch (ProblemException e) {
      requireUnsent(response);
      answers.problem(request, response, e);
    } catch (RequestException | HttpException | CloseConnectionException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      fail(request, response, e);
    } finally {
      awaitRest(request);
    }
  }

  /** The server reads what is left of a body, so that the client can read the answer. */
  private void awaitRest(ServerRequest request) {
    if (request.content().hasEntity() && !request.content().consumed()) {
      connections.bodyAwaited(request.remotePeer().address());
    }
  }

  private void answer(ServerRequest request, ServerResponse response) throws IOException {
    Operation operation = operations.get(request.prologue().method().text());
    if (operation == null) {
      throw methodNotAllowed(request);
    }
    requireToken(operation, request);
    refuseForeignPage(operation, request);
    Exchange exchange = new Exchange(operation, request, answers, connections);
    inFlight.enter();
    try {
      answers.reply(exchange, response, operation.handler().apply(exchange));
    } finally {
      leave(request);
    }
  }

  private void leave(ServerRequest request) {
    if (request.prologue().protocolVersion().equals(HTTP_2)) {
      inFlight.exitSoon();
    } else {
      inFlight.exit();
    }
  }

  private ProblemException methodNotAllowed(ServerRequest request) {
    String allowed = String.join(", ", operations.keySet());
    return new ProblemException(
        405,
        "",
        request.prologue().method().text() + " is not possible here; possible: " + allowed,
        Map.of("Allow", allowed));
  }

  private void requireToken(Operation operation, ServerRequest request) {
    if (operation.access().open()) {
      return;
    }
    String sent = request.headers().first(HeaderNames.AUTHORIZATION).orElse("");
    switch (tokens.check(sent, operation.access().roles())) {
      case GRANTED -> {
        // The operation goes on.
      }
      case UNKNOWN ->
          throw new ProblemException(
              401,
              "Authorization",
              "this needs the header Authorization: Bearer <token> with a token of this server",
              Map.of("WWW-Authenticate", "Bearer"));
      case WITHOUT_ROLE ->
          throw new ProblemException(
              403,
              "Authorization",
              "this needs a token with the role "
                  + String.join(" or ", operation.access().roles()));
    }
  }

  /** A page of somebody else must not make a browser change anything here on its own. */
  private static void refuseForeignPage(Operation operation, ServerRequest request) {
    String from = request.headers().first(FETCH_SITE).orElse("");
    if (!operation.method().equals("GET") && from.endsWith("-site")) {
      throw new ProblemException(403, "Sec-Fetch-Site", "this comes from a page of another site");
    }
  }

  private void fail(ServerRequest request, ServerResponse response, Exception failure) {
    String id = UUID.randomUUID().toString();
    LOG.error(
        "{} {} failed, id {}",
        request.prologue().method().text(),
        request.path().rawPath(),
        id,
        failure);
    requireUnsent(response);
    String detail = "the server failed; its log has the reason under the id " + id;
    answers.problem(request, response, new ProblemException(500, "", detail));
  }

  /** Takes back an answer that was begun; one that a part of was sent can only be cut off. */
  private static void requireUnsent(ServerResponse response) {
    if (!(response instanceof RoutingResponse begun && begun.reset())) {
      throw new CloseConnectionException("the answer failed after a part of it was sent");
    }
  }
}
