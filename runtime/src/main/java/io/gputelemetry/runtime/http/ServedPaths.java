package io.gputelemetry.runtime.http;

import io.helidon.common.uri.UriPath;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which paths a listener serves, and what it says of those that it does not. Immutable.
 *
 * @param operations that are served
 * @param elsewhere what to say of paths that another process serves
 */
record ServedPaths(List<Operation> operations, Map<String, String> elsewhere) {
  private static final String NOTHING =
      "there is nothing at this path; /openapi.json lists what there is";

  /**
   * The largest body that a request may have before it is known what it asks for. A request that
   * nobody serves must be told so, and not that its body is too large.
   */
  private static final long BODY_BYTES_MIN = 1 << 20;

  ServedPaths {
    operations = List.copyOf(operations);
    elsewhere = Map.copyOf(elsewhere);
  }

  /** What to say of a path without an operation. */
  String missing(String path) {
    return elsewhere.getOrDefault(path, NOTHING);
  }

  /** Whether there is an operation, of whatever method. */
  boolean has(String path) {
    return operations.stream().anyMatch(operation -> isAt(operation, path));
  }

  /** The largest body of all paths. */
  long bodyBytesMax() {
    return Math.max(
        BODY_BYTES_MIN, operations.stream().mapToLong(ServedPaths::bytes).max().orElse(0));
  }

  /** The largest body that is taken at a path; empty if none is. */
  Optional<Long> bodyBytesMax(String path) {
    return operations.stream()
        .filter(operation -> isAt(operation, path))
        .map(ServedPaths::bytes)
        .filter(bytes -> bytes > 0)
        .max(Long::compare);
  }

  private static long bytes(Operation operation) {
    return operation.content().map(Content::maxBytes).orElse(0L);
  }

  private static boolean isAt(Operation operation, String path) {
    PathMatcher matcher = PathMatchers.create(operation.path());
    return matcher.match(UriPath.create(path)).accepted();
  }
}
