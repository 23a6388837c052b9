package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Jsonb;
import java.util.List;
import java.util.Map;

/**
 * A JSON document as YAML: objects and arrays in block style, names and scalars as in JSON, which
 * YAML 1.2 understands.
 */
final class Yaml {
  private final Jsonb jsonb;
  private final StringBuilder text = new StringBuilder();

  private Yaml(Jsonb jsonb) {
    this.jsonb = jsonb;
  }

  static String of(Map<String, Object> document, Jsonb jsonb) {
    Yaml yaml = new Yaml(jsonb);
    yaml.fields(document, 0);
    return yaml.text.toString();
  }

  private void fields(Map<?, ?> object, int depth) {
    for (Map.Entry<?, ?> field : object.entrySet()) {
      indent(depth);
      text.append(jsonb.toJson(field.getKey())).append(':');
      value(field.getValue(), depth + 1);
    }
  }

  private void elements(List<?> array, int depth) {
    for (Object element : array) {
      indent(depth);
      text.append('-');
      value(element, depth + 1);
    }
  }

  private void value(Object value, int depth) {
    switch (value) {
      case Map<?, ?> object when !object.isEmpty() -> {
        text.append('\n');
        fields(object, depth);
      }
      case List<?> array when !array.isEmpty() -> {
        text.append('\n');
        elements(array, depth);
      }
      case Map<?, ?> empty -> text.append(" {}\n");
      case List<?> empty -> text.append(" []\n");
      default -> text.append(' ').append(jsonb.toJson(value)).append('\n');
    }
  }

  private void indent(int depth) {
    text.repeat("  ", depth);
  }
}
