package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.store.GpuSummary;
import java.time.Instant;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A GPU: its uuid is its identity, the rest says where it was when it was last seen.")
record GpuView(
    @Doc(value = "The identity.", example = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50") String uuid,
    @Doc(value = "The index on its host, from 0; no identity.", example = "0") int gpuId,
    @Doc(value = "The device node; empty if not known.", example = "nvidia0") String device,
    @Doc(value = "The model; empty if not known.", example = "NVIDIA H100 80GB HBM3")
        String modelName,
    @Doc(value = "The host; empty if not known.", example = "mtv5-dgx1-hgpu-001") String hostname,
    @Doc(value = "The time of its first sample.", example = "2025-07-18T20:42:34.000000Z")
        Instant firstSeen,
    @Doc(value = "The time of its last sample.", example = "2025-07-18T20:42:37.000000Z")
        Instant lastSeen) {

  static GpuView of(GpuSummary summary) {
    return new GpuView(
        summary.gpu().uuid(),
        summary.gpu().gpuId(),
        summary.gpu().device(),
        summary.gpu().modelName(),
        summary.gpu().hostname(),
        Micros.instant(summary.firstSeenMicros()),
        Micros.instant(summary.lastSeenMicros()));
  }
}
