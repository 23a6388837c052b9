package io.gputelemetry.telemetry;

import java.util.Objects;

/**
 * A device. The {@code uuid} is its identity; everything else describes where it sits and may
 * change (a card that is moved keeps its uuid and gets another host and index).
 *
 * @param uuid the identity, for example {@code GPU-5fd4f087-86f3-7a43-b711-4771313afc50}; never
 *     empty
 * @param gpuId the index on its host, from 0
 * @param device the device node, for example {@code nvidia0}; may be empty
 * @param modelName the model, for example {@code NVIDIA H100 80GB HBM3}; may be empty
 * @param hostname the host; may be empty
 */
public record Gpu(String uuid, int gpuId, String device, String modelName, String hostname) {
  public Gpu {
    if (uuid.isEmpty()) {
      throw new IllegalArgumentException("a GPU needs a uuid");
    }
    Objects.requireNonNull(device);
    Objects.requireNonNull(modelName);
    Objects.requireNonNull(hostname);
  }
}
