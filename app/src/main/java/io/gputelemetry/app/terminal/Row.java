package io.gputelemetry.app.terminal;

import io.gputelemetry.runtime.json.JsonText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Named values in their order, as JSON and as a table show them. */
final class Row {
  private final Map<String, JsonText> json = new LinkedHashMap<>();
  private final Map<String, String> shown = new LinkedHashMap<>();

  Row with(String name, String value) {
    return with(name, JsonText.of(value), value);
  }

  Row with(String name, Optional<String> value) {
    return value.map(text -> with(name, text)).orElse(this);
  }

  Row with(String name, long value) {
    return with(name, JsonText.of(value), Long.toString(value));
  }

  Row with(String name, boolean value) {
    return with(name, JsonText.of(value), value ? "yes" : "no");
  }

  Row with(String name, JsonText value, String text) {
    json.put(name, value);
    shown.put(name, text);
    return this;
  }

  /** Something that a table does not show. */
  Row json(String name, JsonText value) {
    json.put(name, value);
    return this;
  }

  /** Something that JSON has under another name. */
  Row shown(String label, String text) {
    shown.put(label, text);
    return this;
  }

  JsonText json() {
    return JsonText.object(json);
  }

  Map<String, String> shown() {
    return shown;
  }
}
