package io.gputelemetry.api.rest;

import io.avaje.jsonb.Json;
import io.gputelemetry.api.fleet.GpuState;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.telemetry.Gpu;
import java.time.Instant;

@Json(naming = Json.Naming.LowerUnderscore)
@Doc("A GPU on its host.")
record HostGpuView(
    @Doc(value = "The identity.", example = "GPU-5fd4f087-86f3-7a43-b711-4771313afc50") String uuid,
    @Doc(value = "The index on its host, from 0.", example = "0") int gpuId,
    @Doc(value = "The device node; empty if not known.", example = "nvidia0") String device,
    @Doc(value = "The model; empty if not known.", example = "NVIDIA H100 80GB HBM3")
        String modelName,
    @Doc("The time of its first sample.") Instant firstSeen,
    @Doc("The time of its last sample.") Instant lastSeen,
    @Doc(
            value = "reporting, or silent: its last sample is too old beside the fleet's newest.",
            example = "reporting")
        String state) {

  static HostGpuView of(GpuState state) {
    Gpu gpu = state.summary().gpu();
    return new HostGpuView(
        gpu.uuid(),
        gpu.gpuId(),
        gpu.device(),
        gpu.modelName(),
        Micros.instant(state.summary().firstSeenMicros()),
        Micros.instant(state.summary().lastSeenMicros()),
        state.silent() ? "silent" : "reporting");
  }
}
