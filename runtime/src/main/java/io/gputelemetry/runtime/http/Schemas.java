package io.gputelemetry.runtime.http;

import io.avaje.jsonb.Jsonb;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas (2020-12, as in OpenAPI 3.1) of the records that are served. Reading the components
 * of records at start is the one use of reflection here: it is what lets the document be made of
 * the types themselves.
 */
final class Schemas {
  private static final Map<Class<?>, Map<String, Object>> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, Fields.of("type", "string")),
          Map.entry(Instant.class, Fields.of("type", "string", "format", "date-time")),
          Map.entry(boolean.class, Fields.of("type", "boolean")),
          Map.entry(Boolean.class, Fields.of("type", "boolean")),
          Map.entry(int.class, number("integer", "int32")),
          Map.entry(Integer.class, number("integer", "int32")),
          Map.entry(long.class, number("integer", "int64")),
          Map.entry(Long.class, number("integer", "int64")),
          Map.entry(double.class, number("number", "double")),
          Map.entry(Double.class, number("number", "double")),
          Map.entry(Object.class, Map.of()));

  private final Jsonb jsonb;
  private final Map<String, Object> named = new TreeMap<>();
  private final Map<String, Class<?>> types = new LinkedHashMap<>();

  Schemas(Jsonb jsonb) {
    this.jsonb = jsonb;
  }

  /** The schemas of all records referred to so far, by simple name. */
  Map<String, Object> named() {
    return named;
  }

  /** A reference to the schema of a record or enumeration. */
  Map<String, Object> reference(Class<?> type) {
    String name = type.getSimpleName();
    Class<?> known = types.putIfAbsent(name, type);
    if (known == null) {
      named.put(name, type.isEnum() ? enumeration(type) : object(type));
    } else if (known != type) {
      throw new IllegalArgumentException(
          "two types are named " + name + ": " + known + ", " + type);
    }
    return Fields.of("$ref", "#/components/schemas/" + name);
  }

  private Map<String, Object> enumeration(Class<?> type) {
    List<Object> values =
        Stream.of(type.getEnumConstants())
            .map(constant -> jsonb.type(Object.class).fromJson(jsonb.toJson(constant)))
            .toList();
    return Fields.of("type", "string", "enum", values);
  }

  private Map<String, Object> object(Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    if (components == null) {
      throw new IllegalArgumentException(type + " is not a record; only records are served");
    }
    List<String> names = JsonFormat.names(jsonb, type);
    if (names.size() != components.length) {
      throw new IllegalArgumentException(type + " is served as " + names + ", not all of it");
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    for (int i = 0; i < components.length; i++) {
      properties.put(names.get(i), property(components[i]));
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    Optional.ofNullable(type.getAnnotation(Doc.class))
        .ifPresent(doc -> schema.put("description", doc.value()));
    schema.put("required", names);
    schema.put("properties", properties);
    return schema;
  }

  private Map<String, Object> property(RecordComponent component) {
    Map<String, Object> schema = new LinkedHashMap<>(schema(component.getAnnotatedType()));
    Doc doc = component.getAnnotation(Doc.class);
    if (doc != null) {
      schema.put("description", doc.value());
      if (!doc.example().isEmpty()) {
        schema.put("examples", List.of(example(doc.example(), component.getType())));
      }
    }
    return schema;
  }

  private Object example(String text, Class<?> type) {
    boolean quoted = type == String.class || type == Instant.class || type.isEnum();
    return quoted ? text : Objects.requireNonNull(jsonb.type(Object.class).fromJson(text));
  }

  private Map<String, Object> schema(AnnotatedType annotated) {
    Map<String, Object> schema = plain(annotated);
    return annotated.isAnnotationPresent(Nullable.class) ? nullable(schema) : schema;
  }

  private static Map<String, Object> nullable(Map<String, Object> schema) {
    Object type = schema.get("type");
    if (type == null) {
      return Fields.of("anyOf", List.of(schema, Fields.of("type", "null")));
    }
    Map<String, Object> either = new LinkedHashMap<>(schema);
    either.put("type", List.of(type, "null"));
    return either;
  }

  private Map<String, Object> plain(AnnotatedType annotated) {
    if (annotated instanceof AnnotatedParameterizedType generic) {
      return generic(generic);
    }
    Class<?> type = (Class<?>) annotated.getType();
    Map<String, Object> plain = PLAIN.get(type);
    return plain != null ? plain : reference(type);
  }

  private Map<String, Object> generic(AnnotatedParameterizedType generic) {
    AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
    Class<?> raw =
        (Class<?>) ((java.lang.reflect.ParameterizedType) generic.getType()).getRawType();
    Map<String, Object> last = schema(arguments[arguments.length - 1]);
    if (Collection.class.isAssignableFrom(raw)) {
      return Fields.of("type", "array", "items", last);
    } else if (raw == Map.class) {
      return Fields.of("type", "object", "additionalProperties", last);
    } else if (raw == Optional.class) {
      return nullable(last);
    }
    throw new IllegalArgumentException("no JSON schema is known for " + generic.getType());
  }

  private static Map<String, Object> number(String type, String format) {
    return Fields.of("type", type, "format", format);
  }
}
