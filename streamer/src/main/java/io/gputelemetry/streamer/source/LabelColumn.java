package io.gputelemetry.streamer.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A column of a capture, and the labels that exporters write it in: dcgm-exporter before and since
 * its lower-case names, with its old pod labels, and for links; nvidia_gpu_exporter; and AMD's
 * device-metrics-exporter.
 */
enum LabelColumn {
  UUID("UUID", "uuid", "gpu_uuid"),
  INDEX("gpu", "gpu_id", "minor_number"),
  DEVICE("device"),
  MODEL("modelName", "model_name", "card_model"),
  HOST("Hostname", "hostname"),
  // Where both are there, the short name is the scraper's label of the exporter's own pod.
  POD("pod_name", "pod"),
  NAMESPACE("pod_namespace", "namespace"),
  CONTAINER("container_name", "container");

  private static final String EXPORTED = "exported_";
  private static final Set<String> NAMES =
      Stream.of(values())
          .flatMap(column -> column.names.stream())
          .collect(Collectors.toUnmodifiableSet());

  /** The best first. */
  @SuppressWarnings("ImmutableEnumChecker") // It is a copy.
  private final List<String> names;

  LabelColumn(String... labels) {
    List<String> best = new ArrayList<>();
    for (String label : labels) {
      best.add(EXPORTED + label);
    }
    best.addAll(List.of(labels));
    names = List.copyOf(best);
  }

  /** Whether the label is one of any column. */
  static boolean contains(String label) {
    return NAMES.contains(label);
  }

  /** See {@link LabelledSeries#honoured}. */
  static Map<String, String> honoured(Map<String, String> own, Map<String, String> added) {
    Map<String, String> merged = new HashMap<>(added);
    for (LabelColumn column : values()) {
      boolean workload = column == POD || column == NAMESPACE || column == CONTAINER;
      boolean said = column.names.stream().anyMatch(own::containsKey);
      for (String name : column.names) {
        String value = said || workload ? merged.remove(name) : null;
        if (workload && value != null) {
          merged.put("exporter_" + name, value);
        }
      }
    }
    merged.putAll(own);
    return merged;
  }

  /** The first value that there is; empty if there is none. */
  String of(Map<String, String> labels) {
    for (String name : names) {
      String value = labels.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** Every value that there is, the best first. */
  List<String> all(Map<String, String> labels) {
    return names.stream()
        .map(name -> labels.getOrDefault(name, ""))
        .filter(value -> !value.isEmpty())
        .toList();
  }
}
