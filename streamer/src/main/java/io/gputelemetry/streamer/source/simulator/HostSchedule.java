package io.gputelemetry.streamer.source.simulator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Pods that come and go on one host: each takes one, two, four or eight of its GPUs for a while,
 * with the same load on all of them. Between pods a GPU may rest.
 */
final class HostSchedule {
  private static final int SIZES = 4;
  private static final int ONE_REST_IN = 4;

  private final List<SimulatedGpu> gpus;
  private final long meanMicros;
  private final RandomGenerator random;

  /** When each GPU is free again. */
  private final long[] freeAtMicros;

  private boolean begun;

  HostSchedule(List<SimulatedGpu> gpus, Duration mean, long seed) {
    this.gpus = List.copyOf(gpus);
    this.meanMicros = mean.toNanos() / 1_000;
    this.random = new SplittableRandom(seed + 1);
    this.freeAtMicros = new long[gpus.size()];
  }

  void step(long elapsedMicros) {
    List<Integer> free = new ArrayList<>();
    for (int i = 0; i < freeAtMicros.length; i++) {
      if (freeAtMicros[i] <= elapsedMicros) {
        free.add(i);
      }
    }
    while (!free.isEmpty()) {
      place(free, elapsedMicros);
    }
    begun = true;
  }

  /** Gives the first of the free GPUs something to do, and takes them from the list. */
  private void place(List<Integer> free, long elapsedMicros) {
    boolean rest = random.nextInt(ONE_REST_IN) == 0;
    int size = rest ? 1 : Math.min(1 << random.nextInt(SIZES), free.size());
    Job job = rest ? Job.REST : Job.drawn(random, false).of(Workload.next(random));
    long length = (long) (meanMicros * (0.5 + random.nextDouble()) * (rest ? 0.25 : 1));
    // At the beginning jobs are as if they had been running for long.
    long left = begun ? length : (long) (length * random.nextDouble());
    List<Integer> taken = free.subList(0, size);
    for (int gpu : taken) {
      gpus.get(gpu).run(job);
      freeAtMicros[gpu] = elapsedMicros + Math.max(left, 1);
    }
    taken.clear();
  }
}
