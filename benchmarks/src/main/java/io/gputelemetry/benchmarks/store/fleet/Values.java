package io.gputelemetry.benchmarks.store.fleet;

/**
 * What GPUs measure, shaped after a capture of H100s. A host works on one job after another, or
 * rests; load, power, heat and memory follow the job.
 */
public final class Values {
  private static final int MEMORY_MIB = 81_559;
  private static final int SHORTEST_JOB = 60;
  private static final int LONGEST_JOB = 360;
  private static final int BUSY_PERCENT = 70;
  private static final int WARMING_STEPS = 20;
  private static final int ALLOCATION_STEPS = 60;
  private static final int DRIFT_STEPS = 180;

  private static final long LENGTH = 11L << 40;
  private static final long BUSY = 12L << 40;
  private static final long MEMORY = 13L << 40;
  private static final long LOAD = 14L << 40;
  private static final long COPY = 15L << 40;
  private static final long POWER = 16L << 40;
  private static final long GPU = 17L << 40;
  private static final long DRIFT = 18L << 40;

  private final Noise noise;

  Values(Noise noise) {
    this.noise = noise;
  }

  /** The value of a metric of a GPU at a step; the same whenever it is asked for. */
  public double value(int gpu, Field field, int step) {
    return switch (field) {
      case DCGM_FI_DEV_DEC_UTIL, DCGM_FI_DEV_ENC_UTIL -> 0;
      case DCGM_FI_DEV_SM_CLOCK -> 1_980;
      case DCGM_FI_DEV_MEM_CLOCK -> 2_619;
      case DCGM_FI_DEV_FB_FREE -> MEMORY_MIB - used(gpu, step);
      case DCGM_FI_DEV_FB_USED -> used(gpu, step);
      case DCGM_FI_DEV_GPU_TEMP -> degrees(gpu, step);
      case DCGM_FI_DEV_GPU_UTIL -> isBusy(gpu, step) ? 90 + noise.below(11, LOAD + gpu, step) : 0;
      case DCGM_FI_DEV_MEM_COPY_UTIL ->
          isBusy(gpu, step) ? 20 + noise.below(30, COPY + gpu, step) : 0;
      case DCGM_FI_DEV_POWER_USAGE -> milliwatts(gpu, step) / 1_000.0;
    };
  }

  private int milliwatts(int gpu, int step) {
    int own = noise.below(4_000, GPU, gpu);
    return isBusy(gpu, step)
        ? 420_000 + 20 * own + noise.below(150_000, POWER + gpu, step)
        : 66_000 + own + noise.below(1_500, POWER + gpu, step);
  }

  /** Memory is taken as a job begins and then, now and again, some more. */
  private int used(int gpu, int step) {
    if (!isBusy(gpu, step)) {
      return 0;
    }
    int atFirst = 8_000 + noise.below(65_000, MEMORY + gpu, job(gpu, step));
    return atFirst + 512 * (stepOfJob(gpu, step) / ALLOCATION_STEPS);
  }

  private int degrees(int gpu, int step) {
    int drift = noise.below(4, DRIFT + gpu, (step + gpu) / DRIFT_STEPS);
    return 27 + noise.below(8, GPU, gpu) + drift + warmth(gpu, step);
  }

  /** It takes a while to get warm, and to cool down again. */
  private int warmth(int gpu, int step) {
    int since = Math.min(WARMING_STEPS, stepOfJob(gpu, step));
    boolean before = isBusyJob(gpu, job(gpu, step) - 1);
    if (isBusy(gpu, step)) {
      return before ? WARMING_STEPS : since;
    }
    return before ? WARMING_STEPS - since : 0;
  }

  private boolean isBusy(int gpu, int step) {
    return isBusyJob(gpu, job(gpu, step));
  }

  private boolean isBusyJob(int gpu, int job) {
    return noise.below(100, BUSY + host(gpu), job) < BUSY_PERCENT;
  }

  private int job(int gpu, int step) {
    int length = length(gpu);
    return (step + length / 2) / length;
  }

  private int stepOfJob(int gpu, int step) {
    int length = length(gpu);
    return (step + length / 2) % length;
  }

  private int length(int gpu) {
    return SHORTEST_JOB + noise.below(LONGEST_JOB - SHORTEST_JOB, LENGTH, host(gpu));
  }

  private static int host(int gpu) {
    return gpu / Shape.GPUS_PER_HOST;
  }
}
