package io.gputelemetry.streamer.source.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The metrics that a simulated GPU has; the first ten are those of a DCGM capture, in its order.
 */
enum SimulatedMetric {
  GPU_UTIL,
  MEM_COPY_UTIL,
  POWER_USAGE,
  GPU_TEMP,
  FB_USED,
  FB_FREE,
  DEC_UTIL,
  ENC_UTIL,
  SM_CLOCK,
  MEM_CLOCK,
  MEMORY_TEMP,
  TOTAL_ENERGY_CONSUMPTION,
  XID_ERRORS,
  PCIE_REPLAY_COUNTER,
  FB_TOTAL,
  CLOCK_THROTTLE_REASONS,
  THERMAL_VIOLATION,
  ECC_SBE_VOL_TOTAL,
  ECC_DBE_VOL_TOTAL,
  ECC_SBE_AGG_TOTAL,
  ECC_DBE_AGG_TOTAL,
  CORRECTABLE_REMAPPED_ROWS,
  UNCORRECTABLE_REMAPPED_ROWS,
  ROW_REMAP_PENDING,
  ROW_REMAP_FAILURE,
  NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL;

  private static final String PREFIX = "DCGM_FI_DEV_";
  private static final int CAPTURED = 10;
  private static final double MEMORY_MHZ = 2619;
  private static final double HOTTER_MEMORY_CELSIUS = 6;

  String metric() {
    return PREFIX + name();
  }

  /** The value now; not a number where DCGM has a blank. */
  double value(SimulatedGpu gpu) {
    return switch (this) {
      case GPU_UTIL -> gpu.utilization;
      case MEM_COPY_UTIL -> gpu.memoryCopyUtilization;
      case POWER_USAGE -> gpu.watts;
      case GPU_TEMP -> Math.rint(gpu.celsius);
      case FB_USED -> gpu.usedMib;
      case FB_FREE -> SimulatedGpu.FRAME_BUFFER_MIB - gpu.usedMib;
      case SM_CLOCK -> gpu.smClock;
      case MEM_CLOCK -> MEMORY_MHZ;
      case MEMORY_TEMP -> Math.rint(gpu.celsius + HOTTER_MEMORY_CELSIUS);
      case TOTAL_ENERGY_CONSUMPTION -> gpu.energyMillijoules;
      case FB_TOTAL -> SimulatedGpu.FRAME_BUFFER_MIB;
      case CLOCK_THROTTLE_REASONS -> gpu.throttleReasons();
      case THERMAL_VIOLATION -> gpu.thermalViolationNanos();
      case DEC_UTIL, ENC_UTIL, PCIE_REPLAY_COUNTER -> 0;
      case XID_ERRORS,
          ECC_SBE_VOL_TOTAL,
          ECC_DBE_VOL_TOTAL,
          ECC_SBE_AGG_TOTAL,
          ECC_DBE_AGG_TOTAL,
          CORRECTABLE_REMAPPED_ROWS,
          UNCORRECTABLE_REMAPPED_ROWS,
          ROW_REMAP_PENDING,
          ROW_REMAP_FAILURE,
          NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL ->
          value(gpu.errors);
    };
  }

  private double value(GpuErrors errors) {
    return switch (this) {
      case XID_ERRORS -> errors.lastXid;
      case ECC_SBE_VOL_TOTAL -> errors.singleBitVolatile;
      case ECC_DBE_VOL_TOTAL -> errors.doubleBitVolatile;
      case ECC_SBE_AGG_TOTAL -> errors.singleBitAggregate;
      case ECC_DBE_AGG_TOTAL -> errors.doubleBitAggregate;
      case CORRECTABLE_REMAPPED_ROWS -> errors.correctableRows;
      case UNCORRECTABLE_REMAPPED_ROWS -> errors.uncorrectableRows;
      case ROW_REMAP_PENDING -> errors.remapPending;
      case ROW_REMAP_FAILURE -> errors.remapFailure;
      case NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL -> errors.linkErrors;
      default -> throw new IllegalStateException("BUG: " + this + " is no error counter");
    };
  }

  /** What tells of errors in memory, and of rows that were replaced for them. */
  static List<SimulatedMetric> memoryErrors() {
    return List.of(
        ECC_SBE_VOL_TOTAL,
        ECC_DBE_VOL_TOTAL,
        ECC_SBE_AGG_TOTAL,
        ECC_DBE_AGG_TOTAL,
        CORRECTABLE_REMAPPED_ROWS,
        UNCORRECTABLE_REMAPPED_ROWS,
        ROW_REMAP_PENDING,
        ROW_REMAP_FAILURE);
  }

  /** The ten metrics of a DCGM capture. */
  static List<String> captured() {
    return names().subList(0, CAPTURED);
  }

  static List<String> names() {
    return Arrays.stream(values()).map(SimulatedMetric::metric).toList();
  }

  /** The metric with this name, with or without {@code DCGM_FI_DEV_}. */
  static Optional<SimulatedMetric> named(String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.name().equals(name) || metric.metric().equals(name))
        .findFirst();
  }
}
