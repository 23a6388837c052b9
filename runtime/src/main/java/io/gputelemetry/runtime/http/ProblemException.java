package io.gputelemetry.runtime.http;

import java.util.Map;

/** Ends a request with an error answer. */
public final class ProblemException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final String parameter;
  private final transient Map<String, String> headers;

  /**
   * Ends a request.
   *
   * @param parameter the parameter to change, or empty
   * @param detail what is wrong and what is valid; the caller sees it
   */
  public ProblemException(int status, String parameter, String detail) {
    this(status, parameter, detail, Map.of());
  }

  /**
   * Ends a request, with headers such as {@code Retry-After}.
   *
   * @param parameter the parameter to change, or empty
   */
  public ProblemException(
      int status, String parameter, String detail, Map<String, String> headers) {
    super(detail);
    this.status = status;
    this.parameter = parameter;
    this.headers = Map.copyOf(headers);
  }

  public static ProblemException badRequest(String parameter, String detail) {
    return new ProblemException(400, parameter, detail);
  }

  public static ProblemException notFound(String detail) {
    return new ProblemException(404, "", detail);
  }

  /** 503: the same request can succeed after so many seconds. */
  public static ProblemException unavailable(String detail, int retryAfterSeconds) {
    return retryLater(503, detail, retryAfterSeconds);
  }

  /** A status that says "later": 429, 503 or 507, with {@code Retry-After}. */
  public static ProblemException retryLater(int status, String detail, int retryAfterSeconds) {
    Map<String, String> headers = Map.of("Retry-After", Integer.toString(retryAfterSeconds));
    return new ProblemException(status, "", detail, headers);
  }

  public int status() {
    return status;
  }

  public String parameter() {
    return parameter;
  }

  /** Headers of the answer. */
  public Map<String, String> headers() {
    return headers;
  }
}
