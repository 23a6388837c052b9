package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.Series;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("One sample.")
record SampleRow(
    @Doc(
            value = "The event time: when it was taken up; rows are filtered and ordered by it.",
            example = "2025-07-18T20:42:34.000000Z")
        Instant timestamp,
    @Doc(value = "The metric by its classic DCGM name.", example = "DCGM_FI_DEV_GPU_UTIL")
        String metricName,
    @Doc(value = "The value, unchanged; null if it is infinite or not a number.", example = "87.5")
        @Nullable Double value,
    @Doc(value = "The GPU's identity.", example = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50")
        String uuid,
    @Doc("The time that the source wrote down; null if it wrote none.")
        @Nullable Instant sourceTimestamp,
    @Doc("When the store accepted it.") Instant ingestedAt,
    @Doc(value = "The GPU's index on its host.", example = "0") int gpuId,
    @Doc(value = "The device node.", example = "nvidia0") String device,
    @Doc(value = "The model.", example = "NVIDIA H100 80GB HBM3") String modelName,
    @Doc(value = "The host.", example = "mtv5-dgx1-hgpu-001") String hostname,
    @Doc("The MIG instance; empty for the whole GPU.") String migInstance,
    @Doc("Labels that tell apart values of one metric, such as a link; usually none.")
        Map<String, String> labels,
    @Doc("The Kubernetes container that used the GPU; empty if none.") String container,
    @Doc("The Kubernetes pod that used the GPU; empty if none.") String pod,
    @Doc("The Kubernetes namespace of the pod; empty if none.") String namespace,
    @Doc("The labels as the source wrote them; empty if it wrote none.") String labelsRaw) {

  static SampleRow of(StoredSample sample) {
    Series series = sample.identity().series();
    Gpu gpu = sample.identity().gpu();
    Attribution attribution = sample.identity().attribution();
    return new SampleRow(
        Micros.instant(sample.eventTimeMicros()),
        series.metric(),
        finite(sample.value()),
        series.uuid(),
        sourceTime(sample),
        Micros.instant(sample.ingestedAtMicros()),
        gpu.gpuId(),
        gpu.device(),
        gpu.modelName(),
        gpu.hostname(),
        series.migInstance(),
        series.identityLabels(),
        attribution.container(),
        attribution.pod(),
        attribution.namespace(),
        attribution.labels().render(gpu, series.metric()));
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static @Nullable Instant sourceTime(StoredSample sample) {
    return sample.sourceTimeMicros().isPresent()
        ? Micros.instant(sample.sourceTimeMicros().getAsLong())
        : null;
  }
}
