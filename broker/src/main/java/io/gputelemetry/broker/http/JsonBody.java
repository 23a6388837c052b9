package io.gputelemetry.broker.http;

import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Request;
import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import java.nio.ByteBuffer;
import java.util.Set;

/** Reads the bodies of requests; what is wrong with one is a 400 that names the field. */
final class JsonBody {
  private JsonBody() {}

  /** Makes something of the fields of a body. */
  @FunctionalInterface
  interface Reader<T> {
    T read(JsonFields fields) throws JsonFormatException;
  }

  static <T> T read(Request request, Set<String> known, Reader<T> reader) {
    try {
      JsonText body = JsonText.parse(ByteBuffer.wrap(request.body()));
      return reader.read(JsonFields.of(body, known));
    } catch (JsonFormatException e) {
      String field = e.field().isEmpty() ? "body" : e.field();
      throw ProblemException.badRequest(field, field + ": " + e.getMessage());
    }
  }
}
