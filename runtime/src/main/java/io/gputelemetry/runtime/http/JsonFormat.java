package io.gputelemetry.runtime.http;

import io.avaje.json.JsonAdapter;
import io.avaje.json.view.ViewBuilder;
import io.avaje.jsonb.Jsonb;
import io.gputelemetry.runtime.json.JsonText;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How records become JSON: adapters generated at compile time in each module and found through
 * {@link java.util.ServiceLoader}, nulls written, times as {@link JsonMicros}, JSON texts as they
 * are.
 */
final class JsonFormat {
  private JsonFormat() {}

  static Jsonb jsonb() {
    return Jsonb.builder()
        .serializeNulls(true)
        .serializeEmpty(true)
        .add(Instant.class, new JsonMicros().nullSafe())
        .add(JsonText.class, new JsonTexts().nullSafe())
        .build();
  }

  /**
   * The names under which the adapter of a record serves its components, in their order. Asking the
   * adapter itself keeps the document true whatever annotation renamed a component.
   */
  static List<String> names(Jsonb jsonb, Class<?> type) {
    JsonAdapter<?> adapter = jsonb.adapter(type);
    if (!adapter.isViewBuilderAware()) {
      throw new IllegalArgumentException(type + " has no generated JSON adapter; is it @Json?");
    }
    Names names = new Names();
    adapter.viewBuild().build(names, type.getSimpleName(), Names.UNUSED);
    return names.found;
  }

  /** Takes only the names of what an adapter describes. */
  private static final class Names implements ViewBuilder {
    static final MethodHandle UNUSED = MethodHandles.constant(Object.class, "");
    private final List<String> found = new ArrayList<>();

    @Override
    public void beginObject(String name, MethodHandle handle) {}

    @Override
    public void add(String name, JsonAdapter<?> adapter, MethodHandle handle) {
      found.add(name);
    }

    @Override
    public void addArray(String name, JsonAdapter<?> adapter, MethodHandle handle) {
      found.add(name);
    }

    @Override
    public void endObject() {}

    @Override
    public MethodHandle field(Class<?> type, String name) {
      return UNUSED;
    }

    @Override
    public MethodHandle method(Class<?> type, String name, Class<?> returnType) {
      return UNUSED;
    }
  }
}
