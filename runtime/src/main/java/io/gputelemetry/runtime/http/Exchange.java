package io.gputelemetry.runtime.http;

import io.avaje.json.JsonException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A request whose parameters were checked against its operation. */
final class Exchange implements Request {
  private static final String CONTENT_ENCODING = "Content-Encoding";
  private static final String PLAIN = "identity";

  private final Operation operation;
  private final ServerRequest request;
  private final Answers answers;
  private final OpenConnections connections;
  private final IdentityHashMap<Param<?>, Object> values = new IdentityHashMap<>();

  /** Parses every declared parameter, and refuses any other. */
  Exchange(
      Operation operation, ServerRequest request, Answers answers, OpenConnections connections) {
    this.connections = connections;
    this.operation = operation;
    this.request = request;
    this.answers = answers;
    if (operation.docs().listed()) {
      refuseUndeclared();
    }
    for (Param<?> param : operation.params()) {
      values.put(param, parse(param));
    }
    operation.content().ifPresent(this::requireContentType);
    operation.content().ifPresent(_ -> requireNoEncoding());
  }

  Operation operation() {
    return operation;
  }

  ServerRequest request() {
    return request;
  }

  private void refuseUndeclared() {
    Set<String> declared =
        operation.params().stream()
            .filter(param -> param.place() == Param.Place.QUERY)
            .map(Param::name)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String name : request.query().names()) {
      if (!declared.contains(name)) {
        String valid =
            declared.isEmpty() ? "there are none here" : "valid: " + String.join(", ", declared);
        String shown = name.length() > 100 ? name.substring(0, 100) + "..." : name;
        throw ProblemException.badRequest(
            shown, "there is no query parameter \"" + shown + "\"; " + valid);
      }
    }
  }

  private <T> T parse(Param<T> param) {
    List<String> sent =
        switch (param.place()) {
          case PATH -> List.of(request.path().pathParameters().get(param.name()));
          case QUERY -> request.query().all(param.name(), List::of);
          case HEADER -> request.headers().values(HeaderNames.create(param.name()));
        };
    if (sent.size() > 1 && !param.repeatable()) {
      throw ProblemException.badRequest(
          param.name(), param.name() + " was sent " + sent.size() + " times; send it once");
    }
    return param.parser().apply(sent);
  }

  private void requireContentType(Content content) {
    String type = contentType();
    if (!content.accepts(type)) {
      throw new ProblemException(
          415,
          "Content-Type",
          "a body of type \""
              + type
              + "\" is not taken here; valid: "
              + String.join(", ", content.mediaTypes()));
    }
  }

  /** A body that is encoded is for an operation that says that it knows how. */
  private void requireNoEncoding() {
    String encoding = request.headers().first(HeaderNames.CONTENT_ENCODING).orElse(PLAIN);
    boolean declared =
        operation.params().stream()
            .filter(param -> param.place() == Param.Place.HEADER)
            .anyMatch(param -> param.name().equalsIgnoreCase(CONTENT_ENCODING));
    if (!declared && !encoding.equalsIgnoreCase(PLAIN)) {
      throw new ProblemException(
          415,
          CONTENT_ENCODING,
          "a body encoded by \"" + encoding + "\" is not taken here; send it as it is");
    }
  }

  @Override
  @SuppressWarnings("unchecked") // put there by parse(param) under the very same key
  public <T> T get(Param<T> param) {
    if (!values.containsKey(param)) {
      throw new IllegalStateException(
          "BUG: " + operation.id() + " does not declare the parameter " + param.name());
    }
    return (T) values.get(param);
  }

  @Override
  public byte[] body() {
    if (answers.streams()) {
      requireLength();
    }
    try (InputStream in = awaited(declared())) {
      return in.readNBytes(Math.toIntExact(declared().maxBytes()) + 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public InputStream stream() {
    Content content = declared();
    if (!content.streamed()) {
      throw new IllegalStateException("BUG: " + operation.id() + " declares no streamed body");
    }
    requireLength();
    return awaited(content);
  }

  /** The server would keep a chunk in memory, as large as the largest body of any operation. */
  private void requireLength() {
    if (isChunked(request)) {
      throw new ProblemException(
          411, "Content-Length", "this needs the header Content-Length, or HTTP/2");
    }
  }

  static boolean isChunked(ServerRequest request) {
    return request.headers().contains(HeaderNames.TRANSFER_ENCODING);
  }

  private InputStream awaited(Content content) {
    return new AwaitedBody(
        request.content().inputStream(),
        connections,
        request.remotePeer().address(),
        content.maxBytes());
  }

  private Content declared() {
    return operation
        .content()
        .orElseThrow(
            () -> new IllegalStateException("BUG: " + operation.id() + " declares no body"));
  }

  @Override
  public <T> T json(Class<T> type) {
    if (declared().type().filter(type::equals).isEmpty()) {
      throw new IllegalStateException("BUG: " + operation.id() + " declares no body of " + type);
    }
    try {
      return answers.jsonb().type(type).fromJson(body());
    } catch (JsonException e) {
      throw ProblemException.badRequest(
          "body", "the body is not valid JSON of the documented shape");
    }
  }

  @Override
  public String contentType() {
    String header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse("");
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  @Override
  public String path() {
    return request.path().rawPath();
  }
}
