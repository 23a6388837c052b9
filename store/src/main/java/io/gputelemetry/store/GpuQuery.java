package io.gputelemetry.store;

import io.gputelemetry.telemetry.Gpu;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which GPUs; absent filters match all.
 *
 * @param afterUuid only GPUs whose uuid sorts after this one: the cursor of a page
 * @param limit at most this many, at least 1
 */
public record GpuQuery(
    Optional<String> uuid,
    Optional<String> hostname,
    OptionalInt gpuId,
    Optional<String> afterUuid,
    int limit) {

  public GpuQuery {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }

  /** Whether the filters let this GPU through; the cursor is not looked at. */
  public boolean matches(Gpu gpu) {
    return (uuid.isEmpty() || uuid.get().equals(gpu.uuid()))
        && (hostname.isEmpty() || hostname.get().equals(gpu.hostname()))
        && (gpuId.isEmpty() || gpuId.getAsInt() == gpu.gpuId());
  }

  /** Every GPU. */
  public static GpuQuery all() {
    return new GpuQuery(
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        Integer.MAX_VALUE);
  }

  /** The GPU with this uuid. */
  public static GpuQuery byUuid(String uuid) {
    return new GpuQuery(
        Optional.of(uuid), Optional.empty(), OptionalInt.empty(), Optional.empty(), 1);
  }
}
