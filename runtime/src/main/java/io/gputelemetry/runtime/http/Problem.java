package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Json;
import io.helidon.http.Status;

/** An error answer, RFC 9457, {@code application/problem+json}. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("Why a request was not answered as asked (RFC 9457).")
public record Problem(
    @Doc("A URI of the kind of problem; about:blank when the status says it all.") String type,
    @Doc("The status in words.") String title,
    @Doc("The HTTP status.") int status,
    @Doc("What is wrong, and what is valid.") String detail,
    @Doc("The path that was asked.") String instance,
    @Doc("The parameter to change; empty if it is none.") String parameter,
    @Doc("The same as title, for clients that look for this name.") String error,
    @Doc("The same as detail, for clients that look for this name.") String message) {

  static final String MEDIA_TYPE = "application/problem+json";

  static Problem of(int status, String detail, String instance, String parameter) {
    String title = title(status);
    return new Problem("about:blank", title, status, detail, instance, parameter, title, detail);
  }

  static String title(int status) {
    return Status.create(status).reasonPhrase();
  }
}
