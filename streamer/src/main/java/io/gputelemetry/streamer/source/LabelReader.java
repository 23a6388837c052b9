package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.LabelText;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceRow;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@link LabelledSeries}. */
final class LabelReader {
  private static final String NVIDIA_SMI = "nvidia_smi_";
  private static final String GPU_PREFIX = "GPU-";
  private static final int UTF8_BYTES_PER_CHAR_MAX = 3;
  private static final int INDEX_DIGITS_MAX = 9;

  private final MetricCatalogue catalogue;

  LabelReader(MetricCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  LabelledSeries read(String name, Map<String, String> labels) {
    return fault(name, labels)
        .<LabelledSeries>map(LabelledSeries.Unusable::new)
        .orElseGet(() -> new LabelledSeries.Known(identity(name, labels)));
  }

  private static Optional<String> fault(String name, Map<String, String> labels) {
    if (name.isEmpty()) {
      return Optional.of("no_name");
    }
    if (labels.size() > LabelledSeries.LABELS_MAX) {
      return Optional.of("too_many_labels");
    }
    if (isTooLong(name)) {
      return Optional.of("label_too_long");
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (isTooLong(label.getKey()) || isTooLong(label.getValue())) {
        return Optional.of("label_too_long");
      }
      if (!isWritable(label.getKey())) {
        return Optional.of("label_name");
      }
    }
    return LabelColumn.UUID.of(labels).isEmpty() ? Optional.of("not_gpu") : Optional.empty();
  }

  private static boolean isTooLong(String text) {
    return text.length() > LabelledSeries.TEXT_BYTES_MAX / UTF8_BYTES_PER_CHAR_MAX
        && text.getBytes(StandardCharsets.UTF_8).length > LabelledSeries.TEXT_BYTES_MAX;
  }

  /** Whether a label text with this name can be read back. Dots and the like can. */
  private static boolean isWritable(String name) {
    return !name.isEmpty() && name.chars().noneMatch(c -> c <= ' ' || "\",={}".indexOf(c) >= 0);
  }

  private SeriesIdentity identity(String name, Map<String, String> labels) {
    String metric = catalogue.canonicalName(name);
    Gpu gpu =
        new Gpu(
            uuid(name, labels),
            index(labels),
            LabelColumn.DEVICE.of(labels),
            LabelColumn.MODEL.of(labels),
            LabelColumn.HOST.of(labels));
    Attribution attribution =
        new Attribution(
            LabelColumn.POD.of(labels),
            LabelColumn.NAMESPACE.of(labels),
            LabelColumn.CONTAINER.of(labels),
            LabelTemplate.of(LabelText.write(remaining(labels)), gpu, metric));
    return new SeriesIdentity(LabelText.series(gpu.uuid(), metric, labels), gpu, attribution);
  }

  /** nvidia_gpu_exporter cuts the prefix off, without which one GPU would be two. */
  private static String uuid(String name, Map<String, String> labels) {
    String uuid = LabelColumn.UUID.of(labels);
    boolean cut = name.startsWith(NVIDIA_SMI) && !uuid.startsWith(GPU_PREFIX);
    return cut ? GPU_PREFIX + uuid : uuid;
  }

  private static int index(Map<String, String> labels) {
    for (String text : LabelColumn.INDEX.all(labels)) {
      if (text.length() <= INDEX_DIGITS_MAX && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Integer.parseInt(text);
      }
    }
    return SourceRow.NO_INDEX;
  }

  private static SortedMap<String, String> remaining(Map<String, String> labels) {
    SortedMap<String, String> remaining = new TreeMap<>();
    labels.forEach((name, value) -> {
      if (!value.isEmpty() && !name.startsWith("__") && !LabelColumn.contains(name)) {
        remaining.put(name, value);
      }
    });
    return remaining;
  }
}
