package io.gputelemetry.telemetry;

/**
 * An entry of a batch's dictionary: a series, the GPU it belongs to as described when the samples
 * were taken, and to whom the samples are attributed. A batch may hold one series twice when its
 * attribution changed within the batch.
 */
public record SeriesIdentity(Series series, Gpu gpu, Attribution attribution) {
  public SeriesIdentity {
    if (!series.uuid().equals(gpu.uuid())) {
      throw new IllegalArgumentException("series of " + series.uuid() + " with GPU " + gpu.uuid());
    }
  }

  /** About how many characters its texts have: what a dictionary with it takes. */
  public int chars() {
    return gpu.uuid().length()
        + gpu.device().length()
        + gpu.modelName().length()
        + gpu.hostname().length()
        + series.metric().length()
        + series.identityLabels().toString().length()
        + attribution.pod().length()
        + attribution.namespace().length()
        + attribution.container().length()
        + attribution.labels().text().length();
  }
}
