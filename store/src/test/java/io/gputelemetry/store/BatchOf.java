package io.gputelemetry.store;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;

/** Batches for tests, written row by row. */
public final class BatchOf {
  private final SampleBatch.Builder builder = new SampleBatch.Builder();

  /** A GPU of a fleet with eight on each host. */
  public static Gpu gpu(int number) {
    return new Gpu(
        "GPU-%06d".formatted(number),
        number % 8,
        "nvidia" + number % 8,
        "NVIDIA H100 80GB HBM3",
        "host-%03d".formatted(number / 8));
  }

  /** A series of a whole GPU that nobody uses. */
  public static SeriesIdentity series(int gpu, String metric) {
    return of(gpu(gpu), metric, Attribution.NONE);
  }

  /** A series of a whole GPU that a pod uses. */
  public static SeriesIdentity series(int gpu, String metric, String pod) {
    return of(gpu(gpu), metric, new Attribution(pod, "research", "train", LabelTemplate.EMPTY));
  }

  /** A series of a whole GPU. */
  public static SeriesIdentity of(Gpu gpu, String metric, Attribution attribution) {
    return new SeriesIdentity(Series.of(gpu.uuid(), metric), gpu, attribution);
  }

  /** One sample without a source time. */
  public static SampleBatch single(SeriesIdentity series, long eventTime, double value) {
    return new BatchOf().row(series, eventTime, value).build();
  }

  /** Adds a sample without a source time. */
  public BatchOf row(SeriesIdentity series, long eventTime, double value) {
    return row(series, eventTime, SampleBatch.NO_SOURCE_TIME, value);
  }

  /** Adds a sample. */
  public BatchOf row(SeriesIdentity series, long eventTime, long sourceTime, double value) {
    builder.add(builder.index(series), eventTime, sourceTime, value);
    return this;
  }

  /** The batch. */
  public SampleBatch build() {
    return builder.build();
  }
}
