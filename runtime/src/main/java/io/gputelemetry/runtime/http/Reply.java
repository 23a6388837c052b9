package io.gputelemetry.runtime.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status, one that the operation declares
 * @param body a record of the operation's type, a {@link Body}, or {@link #NOTHING}
 * @param headers beside, or instead of, those that every answer has
 */
public record Reply<T>(int status, T body, Map<String, String> headers) {
  /** The body of an answer that has none. */
  public static final Body NOTHING = out -> {};

  public Reply {
    headers = Map.copyOf(headers);
  }

  /** Writes a body that is not JSON. */
  @FunctionalInterface
  public interface Body {
    /** Writes all of it; a failure ends the connection, so that no client takes it for whole. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** An answer without headers of its own. */
  public static <T> Reply<T> of(int status, T body) {
    return new Reply<>(status, body, Map.of());
  }

  /** The same answer with one more header. */
  public Reply<T> with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply<>(status, body, more);
  }
}
