package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the API's pipeline view says of who is there. */
record PipelineView(List<Connected> processes) {

  /** A process with what it counted since it started, as it said when it last reported. */
  record Connected(
      String instance,
      String role,
      Instant connectedAt,
      Optional<Instant> reportedAt,
      Map<?, ?> counters) {
    long counter(String name) {
      return number(counters.get(name));
    }
  }

  static PipelineView read(StoreReader api) throws IOException, InterruptedException {
    Map<String, Object> view = api.get("/api/v1/pipeline");
    return new PipelineView(
        objects(view.get("processes")).stream().map(PipelineView::process).toList());
  }

  private static Connected process(Map<?, ?> process) {
    return new Connected(
        String.valueOf(process.get("instance")),
        String.valueOf(process.get("role")),
        Instant.parse(String.valueOf(process.get("connected_at"))),
        process.get("reported_at") instanceof String at
            ? Optional.of(Instant.parse(at))
            : Optional.empty(),
        process.get("counters") instanceof Map<?, ?> counters ? counters : Map.of());
  }

  /** How many streamers and collectors have reported after that. */
  long reportedSince(Instant time) {
    return processes.stream()
        .filter(process -> process.role().matches("streamer|collector"))
        .filter(process -> process.reportedAt().filter(time::isBefore).isPresent())
        .count();
  }

  /** Of each process of a role, one of its counters. */
  Map<String, Long> counters(String role, String name) {
    Map<String, Long> counters = new TreeMap<>();
    for (Connected process : processes) {
      if (process.role().equals(role)) {
        counters.put(process.instance(), process.counter(name));
      }
    }
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
