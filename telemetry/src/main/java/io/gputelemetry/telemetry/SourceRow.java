package io.gputelemetry.telemetry;

import java.util.Map;

/**
 * What a source wrote of a sample besides its value and time: the columns of the capture. Absent
 * texts are empty.
 *
 * @param metric by its classic name
 * @param gpu as the source describes it
 * @param pod column of that name
 * @param namespace column of that name
 * @param container column of that name
 * @param labels column {@code labels_raw}, as {@link LabelText} reads it
 */
public record SourceRow(
    String metric, Gpu gpu, String pod, String namespace, String container, String labels) {
  /** Index of a GPU whose source gives none. */
  public static final int NO_INDEX = -1;

  /** The series, the GPU and whom the sample is attributed to. A column wins over a label. */
  public SeriesIdentity identity() {
    Map<String, String> parsed = LabelText.parse(labels);
    Attribution attribution =
        new Attribution(
            attribution(pod, parsed, "pod"),
            attribution(namespace, parsed, "namespace"),
            attribution(container, parsed, "container"),
            LabelTemplate.of(labels, gpu, metric));
    return new SeriesIdentity(LabelText.series(gpu.uuid(), metric, parsed), gpu, attribution);
  }

  private static String attribution(String column, Map<String, String> labels, String name) {
    return column.isEmpty() ? LabelText.attribution(labels, name) : column;
  }
}
