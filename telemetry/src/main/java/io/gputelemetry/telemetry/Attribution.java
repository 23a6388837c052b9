package io.gputelemetry.telemetry;

/**
 * Who used a GPU: valid for an interval of time, never part of a series' key. Absent values are
 * empty.
 *
 * @param pod Kubernetes pod
 * @param namespace Kubernetes namespace
 * @param container Kubernetes container
 * @param labels the source's remaining labels as a {@link LabelTemplate}, so that one text serves a
 *     whole fleet
 */
public record Attribution(String pod, String namespace, String container, LabelTemplate labels) {
  /** No pod, no namespace, no container, no labels. */
  public static final Attribution NONE = new Attribution("", "", "", LabelTemplate.EMPTY);
}
