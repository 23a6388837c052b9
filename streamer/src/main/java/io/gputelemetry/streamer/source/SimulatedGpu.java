package io.gputelemetry.streamer.source;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One GPU that runs jobs and rests. Everything follows from the job: utilisation wavers around its
 * load, power follows utilisation, temperature follows power slowly, clocks fall when idle or hot,
 * and the frame buffer holds what the job needs. One step stands for about a second.
 */
final class SimulatedGpu {
  static final double FRAME_BUFFER_MIB = 81_007;

  private static final double DRIVER_MIB = 4;
  private static final double IDLE_WATTS = 68;
  private static final double MAX_WATTS = 700;
  private static final double COOLANT_CELSIUS = 22;
  private static final double CELSIUS_PER_WATT = 0.078;
  private static final double THERMAL_LAG = 0.06;
  private static final double THROTTLE_CELSIUS = 75;

  private final RandomGenerator random;
  private double load;
  private double memoryIntensity;
  private int stepsLeft;

  double utilization;
  double memoryCopyUtilization;
  double watts = IDLE_WATTS;
  double celsius = COOLANT_CELSIUS + IDLE_WATTS * CELSIUS_PER_WATT;
  double usedMib = DRIVER_MIB;
  double smClock;
  double energyMillijoules;

  SimulatedGpu(long seed) {
    random = new SplittableRandom(seed);
    energyMillijoules = random.nextInt(1_000_000) * 1e3;
    nextJob();
    // As if it had been running for long.
    stepsLeft = 1 + random.nextInt(stepsLeft);
  }

  void step() {
    if (--stepsLeft <= 0) {
      nextJob();
    }
    boolean idle = load == 0;
    utilization = idle ? 0 : Math.clamp(Math.rint(load + wobble(4)), 1, 100);
    memoryCopyUtilization = Math.rint(utilization * memoryIntensity);
    double drawn = IDLE_WATTS + utilization / 100 * (MAX_WATTS - IDLE_WATTS) * 0.93 + wobble(4);
    watts = Math.rint(Math.clamp(drawn, IDLE_WATTS - 4, MAX_WATTS) * 1000) / 1000;
    celsius += (COOLANT_CELSIUS + watts * CELSIUS_PER_WATT - celsius) * THERMAL_LAG;
    smClock = idle ? 345 : celsius > THROTTLE_CELSIUS ? 1965 : 1980;
    energyMillijoules += Math.rint(watts * 1000);
  }

  private void nextJob() {
    boolean rest = load > 0 ? random.nextInt(3) > 0 : random.nextInt(4) == 0;
    stepsLeft = 60 + random.nextInt(540);
    load = rest ? 0 : 60 + random.nextInt(40);
    memoryIntensity = 0.2 + random.nextInt(50) / 100.0;
    usedMib = rest ? DRIVER_MIB : 5_000 + random.nextInt(70_000);
  }

  private double wobble(double range) {
    return Math.clamp(random.nextGaussian() / 3, -1, 1) * range;
  }
}
