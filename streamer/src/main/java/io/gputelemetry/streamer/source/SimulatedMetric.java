package io.gputelemetry.streamer.source;

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
  FB_TOTAL;

  private static final String PREFIX = "DCGM_FI_DEV_";
  private static final int CAPTURED = 10;
  private static final double MEMORY_MHZ = 2619;
  private static final double HOTTER_MEMORY_CELSIUS = 6;

  String metric() {
    return PREFIX + name();
  }

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
      case DEC_UTIL, ENC_UTIL, XID_ERRORS, PCIE_REPLAY_COUNTER -> 0;
    };
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
