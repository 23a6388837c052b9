package io.gputelemetry.streamer.source.simulator;

/**
 * Holds the clocks down while a GPU is hot: first the driver, a little for each degree, then the
 * hardware, by half, until the GPU has cooled down.
 */
final class ThermalLimit {
  private static final int IDLE = 0x1;
  private static final int HARDWARE_SLOWDOWN = 0x8;
  private static final int SOFTWARE_THERMAL = 0x20;
  private static final int HARDWARE_THERMAL = 0x40;

  private static final double SOFTWARE_CELSIUS = 83;
  private static final double HARDWARE_CELSIUS = 90;
  private static final double COOLED_CELSIUS = 87;
  private static final double SPEED_PER_CELSIUS = 0.03;
  private static final double HARDWARE_SPEED = 0.5;
  private static final long NANOS_PER_STEP = 1_000_000_000;

  private boolean byHardware;
  private int reasons;
  private long violationNanos;

  /** The share of the highest clock that is allowed in this step. */
  double step(double celsius, boolean idle) {
    byHardware = celsius >= HARDWARE_CELSIUS || (byHardware && celsius > COOLED_CELSIUS);
    boolean bySoftware = celsius > SOFTWARE_CELSIUS;
    reasons = idle ? IDLE : 0;
    if (idle || !(byHardware || bySoftware)) {
      return 1;
    }
    violationNanos += NANOS_PER_STEP;
    if (byHardware) {
      reasons |= HARDWARE_SLOWDOWN | HARDWARE_THERMAL;
      return HARDWARE_SPEED;
    }
    reasons |= SOFTWARE_THERMAL;
    return 1 - (celsius - SOFTWARE_CELSIUS) * SPEED_PER_CELSIUS;
  }

  /** The bits of {@code DCGM_FI_DEV_CLOCK_THROTTLE_REASONS}. */
  int reasons() {
    return reasons;
  }

  long violationNanos() {
    return violationNanos;
  }
}
