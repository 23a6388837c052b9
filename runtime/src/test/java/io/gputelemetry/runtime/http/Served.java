package io.gputelemetry.runtime.http;

import io.gputelemetry.runtime.http.Operation.Access;
import io.gputelemetry.runtime.things.Color;
import io.gputelemetry.runtime.things.Part;
import io.gputelemetry.runtime.things.Thing;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations of every kind, for the tests of this package. */
final class Served {
  static final Param<String> ID = Param.path("id", "which one");
  static final Param<Integer> LIMIT = Param.integer("limit", 1, 1_000, 100, "page size");
  static final Param<Optional<Instant>> SINCE = Param.instant("since", "not before");
  static final Param<List<String>> NAMES = Param.texts("name", "names");
  static final Param<Color> COLOR = Param.oneOf("color", Color.class, Color.RED, "color");
  static final Param<Optional<String>> TRACE = Param.header("X-Trace", "trace");
  static final Content BODY = Content.json(Thing.class, 1_000, "a thing");
  static final Content BYTES = Content.bytes(List.of("*/*"), 100, "anything");

  private Served() {}

  static Thing thing(String name, int count) {
    return new Thing(
        name,
        count,
        Instant.parse("2025-07-18T20:42:34.5Z"),
        null,
        Color.DARK_BLUE,
        List.of(),
        Map.of(),
        null);
  }

  static List<Operation> operations() {
    return List.of(
        Operation.get("/things", "listThings", "Lists things")
            .tag("things")
            .params(LIMIT, SINCE, NAMES, COLOR, TRACE)
            .json(Thing.class, Served::echo),
        Operation.get("/things/{id}", "thing", "One thing")
            .description("By its *name*.")
            .params(ID)
            .errors(404)
            .json(Thing.class, request -> found(request.get(ID))),
        Operation.post("/things", "addThing", "Adds a thing")
            .accepts(BODY)
            .statuses(201)
            .json(Thing.class, request -> request.json(Thing.class)),
        Operation.post("/bytes", "addBytes", "Takes bytes")
            .accepts(BYTES)
            .statuses(204)
            .nothing(Served::take),
        Operation.get("/text", "text", "A long text")
            .bytes("text/plain", request -> out -> out.write(text(10_000))),
        Operation.get("/cut", "cut", "Fails in the middle")
            .bytes("text/plain", request -> Served::cut),
        Operation.get("/early", "early", "Fails at once")
            .bytes("text/plain", request -> Served::early),
        Operation.get("/bug", "bug", "Fails")
            .json(Thing.class, request -> thing("x", request.get(LIMIT))),
        Operation.get("/later", "later", "Is busy")
            .errors(503)
            .json(
                Thing.class,
                request -> {
                  throw ProblemException.unavailable("the store is down", 5);
                }),
        Operation.get("/open", "open", "Anyone may")
            .access(Access.OPEN)
            .json(Part.class, request -> new Part(true)));
  }

  private static Thing echo(Request request) {
    String name =
        request.path()
            + " "
            + request.get(SINCE).map(Instant::toString).orElse("always")
            + " "
            + request.get(NAMES)
            + " "
            + request.get(COLOR)
            + " "
            + request.get(TRACE).orElse("untraced");
    return thing(name, request.get(LIMIT));
  }

  private static Thing found(String id) {
    if (id.equals("none")) {
      throw ProblemException.notFound("there is no thing " + id);
    }
    return thing(id, 1);
  }

  private static byte[] text(int times) {
    return "abc".repeat(times).getBytes(StandardCharsets.UTF_8);
  }

  private static Reply<Reply.Body> take(Request request) {
    return Reply.of(204, Reply.NOTHING)
        .with("X-Length", Integer.toString(request.body().length))
        .with("X-Type", request.contentType());
  }

  private static void cut(OutputStream out) throws IOException {
    out.write(text(100_000));
    out.flush();
    throw new IllegalStateException("secret reason");
  }

  private static void early(OutputStream out) throws IOException {
    out.write(text(1));
    throw new IllegalStateException("secret reason");
  }
}
