package io.gputelemetry.streamer.source.simulator;

import java.util.random.RandomGenerator;

/**
 * What a GPU is busy with.
 *
 * @param load utilisation in percent, around which it wavers; 0 for rest
 * @param memoryIntensity memory copies for each percent of utilisation
 * @param usedMib memory that it holds
 * @param workload whose it is
 */
record Job(double load, double memoryIntensity, double usedMib, Workload workload) {
  /** What the driver holds when nothing runs. */
  static final double DRIVER_MIB = 4;

  /** Nothing to do. */
  static final Job REST = new Job(0, 0, DRIVER_MIB, Workload.NONE);

  /** Some job or a rest, of nobody's. */
  static Job drawn(RandomGenerator random, boolean rest) {
    double load = rest ? 0 : 60 + random.nextInt(40);
    double memoryIntensity = 0.2 + random.nextInt(50) / 100.0;
    double usedMib = rest ? DRIVER_MIB : 5_000 + random.nextInt(70_000);
    return new Job(load, memoryIntensity, usedMib, Workload.NONE);
  }

  Job of(Workload other) {
    return new Job(load, memoryIntensity, usedMib, other);
  }

  boolean isRest() {
    return load == 0;
  }
}
