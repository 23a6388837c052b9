package io.gputelemetry.benchmarks.store.fleet;

/**
 * When a host was scraped. Hosts are up to 9 s apart from each other, and their own clocks, which
 * give the source time, are behind by up to 2 s; both for good. Times of a host increase.
 */
public final class EventTimes {
  public static final long STEP_MICROS = 10_000_000;

  /** The first step, at midnight: 2026-01-01T00:00:00Z. */
  public static final long START_MICROS = 1_767_225_600_000_000L;

  public static final long DAY_MICROS = 24 * 3_600_000_000L;

  private static final int APART_MICROS = 9_000_000;
  private static final int BEHIND_MICROS = 2_000_000;
  private static final long APART = 1L << 40;
  private static final long BEHIND = 2L << 40;
  private static final long JITTER = 3L << 40;

  private final Noise noise;
  private final int jitterMicros;
  private final long[] starts;
  private final long[] behind;

  EventTimes(Shape shape, Noise noise) {
    this.noise = noise;
    this.jitterMicros = Math.toIntExact(shape.jitterMicros());
    if (jitterMicros >= STEP_MICROS) {
      throw new IllegalArgumentException("the jitter must be less than a step");
    }
    int hosts = shape.gpus() / Shape.GPUS_PER_HOST;
    starts = new long[hosts];
    behind = new long[hosts];
    for (int host = 0; host < hosts; host++) {
      starts[host] = START_MICROS + noise.below(APART_MICROS + 1, APART, host);
      behind[host] = noise.below(BEHIND_MICROS, BEHIND, host);
    }
  }

  /** Event time of a step of a GPU. */
  public long at(int gpu, int step) {
    int host = gpu / Shape.GPUS_PER_HOST;
    long jitter = jitterMicros == 0 ? 0 : noise.below(jitterMicros, JITTER + host, step);
    return starts[host] + step * STEP_MICROS + jitter;
  }

  /** What the host's clock said at an event time. */
  public long source(int gpu, long eventTime) {
    return eventTime - behind[gpu / Shape.GPUS_PER_HOST];
  }

  /** The first step of a GPU that is not before this time. */
  public int stepAtOrAfter(int gpu, long micros) {
    long since = micros - starts[gpu / Shape.GPUS_PER_HOST] - jitterMicros;
    int step = Math.max(0, Math.toIntExact(Math.floorDiv(since, STEP_MICROS)));
    while (at(gpu, step) < micros) {
      step++;
    }
    return step;
  }
}
