package io.gputelemetry.api;

/**
 * Where the API listens.
 *
 * @param host to bind
 * @param port to bind, 0 for any free one
 * @param token that callers must present as a bearer token, or empty for none
 */
public record ApiConfig(String host, int port, String token) {}
