package io.gputelemetry.api;

import io.gputelemetry.runtime.http.HttpListener;
import java.util.List;

/**
 * Where the API listens.
 *
 * @param host to bind
 * @param port to bind, 0 for any free one
 * @param tokens of which callers must present one as a bearer token; none means that nobody is
 *     asked
 */
public record ApiConfig(String host, int port, List<HttpListener.Token> tokens) {
  public ApiConfig {
    tokens = List.copyOf(tokens);
  }
}
