package io.gputelemetry.streamer.source.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The error counters of a simulated GPU, and its last XID. */
final class GpuErrors {
  private static final int XID_ROW_REMAPPED = 63;
  private static final int XID_REMAP_FAILED = 64;
  private static final int XID_NVLINK = 74;
  private static final int XID_CONTAINED = 94;

  /** One of so many corrected errors makes the driver give up a row. */
  private static final int ERRORS_PER_REMAPPED_ROW = 20;

  /** The code of the last XID; not a number before the first: the field is blank then. */
  double lastXid = Double.NaN;

  long singleBitVolatile;
  long doubleBitVolatile;
  long singleBitAggregate;
  long doubleBitAggregate;
  long correctableRows;
  long uncorrectableRows;
  int remapPending;
  int remapFailure;
  long linkErrors;

  /** What a fleet has to yield for an XID and what comes with it to be seen. */
  static List<SimulatedMetric> metrics(int code) {
    List<SimulatedMetric> metrics = new ArrayList<>(List.of(SimulatedMetric.XID_ERRORS));
    switch (code) {
      case Fault.XID_DOUBLE_BIT, XID_ROW_REMAPPED, XID_REMAP_FAILED, XID_CONTAINED ->
          metrics.addAll(SimulatedMetric.memoryErrors());
      case XID_NVLINK -> metrics.add(SimulatedMetric.NVLINK_CRC_FLIT_ERROR_COUNT_TOTAL);
      default -> {}
    }
    return metrics;
  }

  /** Whether the job on the GPU survives such an error. */
  static boolean isSurvived(int code) {
    return code == XID_ROW_REMAPPED || code == XID_REMAP_FAILED;
  }

  /** The driver reports an error. */
  void report(int code) {
    lastXid = code;
    switch (code) {
      case Fault.XID_DOUBLE_BIT, XID_CONTAINED -> {
        doubleBitVolatile++;
        doubleBitAggregate++;
        remapRow();
      }
      case XID_ROW_REMAPPED -> remapRow();
      case XID_REMAP_FAILED -> remapFailure = 1;
      case XID_NVLINK -> linkErrors += 1_000;
      default -> {}
    }
  }

  /** The row is replaced by a spare one at the next reset. */
  private void remapRow() {
    uncorrectableRows++;
    remapPending = 1;
  }

  /** A second in which memory has errors that can be corrected. */
  void correct(RandomGenerator random) {
    int errors = random.nextInt(4);
    singleBitVolatile += errors;
    singleBitAggregate += errors;
    if (errors > 0 && random.nextInt(ERRORS_PER_REMAPPED_ROW) < errors) {
      correctableRows++;
      remapPending = 1;
    }
  }
}
