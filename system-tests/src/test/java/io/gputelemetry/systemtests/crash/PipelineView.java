package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the API's pipeline view says of who is there. */
record PipelineView(Map<String, Connected> processes) {

  /** A process with what it counted since it started. */
  record Connected(String role, Instant connectedAt, Map<?, ?> counters) {
    long counter(String name) {
      return number(counters.get(name));
    }
  }

  static PipelineView read(StoreReader api) throws IOException, InterruptedException {
    Map<String, Object> view = api.get("/api/v1/pipeline");
    Map<String, Connected> processes = new TreeMap<>();
    for (Map<?, ?> process : objects(view.get("processes"))) {
      processes.put(
          String.valueOf(process.get("instance")),
          new Connected(
              String.valueOf(process.get("role")),
              Instant.parse(String.valueOf(process.get("connected_at"))),
              process.get("counters") instanceof Map<?, ?> counters ? counters : Map.of()));
    }
    return new PipelineView(processes);
  }

  /** Of each process of a role, one of its counters. */
  Map<String, Long> counters(String role, String name) {
    Map<String, Long> counters = new TreeMap<>();
    processes.forEach((instance, process) -> {
      if (process.role().equals(role)) {
        counters.put(instance, process.counter(name));
      }
    });
    return counters;
  }

  private static List<Map<?, ?>> objects(@Nullable Object value) {
    return value instanceof List<?> list
        ? list.stream().<Map<?, ?>>map(object -> (Map<?, ?>) object).toList()
        : List.of();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }
}
