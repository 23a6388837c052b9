package io.gputelemetry.runtime.http;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON objects whose fields keep their order, so that a document is the same on every start. */
final class Fields {
  private Fields() {}

  /** An object of name, value, name, value and so on. */
  static Map<String, Object> of(Object... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return Collections.unmodifiableMap(fields);
  }
}
