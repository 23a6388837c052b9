package io.gputelemetry.telemetry;

/**
 * A DCGM field.
 *
 * @param fieldId DCGM's number of the field
 * @param name the classic name, used everywhere here, for example {@code DCGM_FI_DEV_GPU_UTIL}
 * @param newName the name since DCGM 4.6; equal to {@code name} where it did not change
 * @param unit for example {@code percent}, {@code W}, {@code MiB}; empty for codes and flags
 * @param kind how values develop
 */
public record Metric(int fieldId, String name, String newName, String unit, Kind kind) {
  /** How values develop. */
  public enum Kind {
    /** Goes up and down. */
    GAUGE,
    /** Only grows, until a reset. */
    COUNTER
  }
}
