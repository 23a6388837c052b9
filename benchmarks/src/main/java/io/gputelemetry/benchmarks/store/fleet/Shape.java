package io.gputelemetry.benchmarks.store.fleet;

/**
 * How large the fleet is and how long it was watched. A few GPUs were there all day, the others
 * came for its last part. Rows of a step are numbered in the order in which they arrive: host by
 * host, there metric by metric, there GPU by GPU.
 *
 * @param gpus all GPUs, a multiple of {@link #GPUS_PER_HOST}
 * @param historyGpus those of them that were there from the start, a multiple too
 * @param steps scrapes of a day
 * @param fleetSteps the last ones of them, of all GPUs
 * @param jitterMicros by how much the times of scrapes vary at most, less than a step
 */
public record Shape(int gpus, int historyGpus, int steps, int fleetSteps, long jitterMicros) {
  public static final int GPUS_PER_HOST = 4;

  static final int ROWS_PER_HOST = GPUS_PER_HOST * Field.COUNT;
  private static final int DAY_STEPS = 24 * 360;
  private static final int FLEET_STEPS = 75 * 6;

  public Shape {
    if (gpus < 1 || gpus % GPUS_PER_HOST != 0 || historyGpus % GPUS_PER_HOST != 0) {
      throw new IllegalArgumentException("GPUs come in hosts of " + GPUS_PER_HOST);
    }
    if (historyGpus < 1 || historyGpus > gpus || fleetSteps < 1 || fleetSteps > steps) {
      throw new IllegalArgumentException("a part is larger than the whole, or empty");
    }
  }

  /** At 100 percent: 100 GPUs for a day, 10,000 for its last 75 minutes, a scrape every 10 s. */
  public static Shape ofPercent(int percent, long jitterMicros) {
    return new Shape(100 * percent, percent, DAY_STEPS, FLEET_STEPS, jitterMicros);
  }

  /** Rows of a step of all GPUs. */
  public int fleetRows() {
    return gpus * Field.COUNT;
  }

  /** Rows of a step of those that were there all day. */
  int historyRows() {
    return historyGpus * Field.COUNT;
  }

  /** The first step of all GPUs. */
  public int fleetStart() {
    return steps - fleetSteps;
  }

  /** The first step of a GPU. */
  public int firstStep(int gpu) {
    return gpu < historyGpus ? 0 : fleetStart();
  }

  int gpuOfRow(int row) {
    return row / ROWS_PER_HOST * GPUS_PER_HOST + row % GPUS_PER_HOST;
  }

  Field fieldOfRow(int row) {
    return Field.at(row % ROWS_PER_HOST / GPUS_PER_HOST);
  }
}
