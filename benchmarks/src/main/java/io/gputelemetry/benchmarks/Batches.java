package io.gputelemetry.benchmarks;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.Random;

/** Sample batches of a made-up fleet: 247 GPUs, 10 metrics. */
final class Batches {
  private static final int GPUS = 247;
  private static final int METRICS = 10;

  private Batches() {}

  /** A batch of this size, series after series, pass after pass. */
  static SampleBatch ofFleet(int samples) {
    Random random = new Random(1);
    SampleBatch.Builder builder = new SampleBatch.Builder();
    long start = 1_767_225_600_000_000L;
    for (int i = 0; i < samples; i++) {
      int row = i % (GPUS * METRICS);
      int index = builder.index(identity(row % GPUS, row / GPUS));
      double value = row / GPUS == 2 ? 66_000 + random.nextInt(600_000) : random.nextInt(100);
      builder.add(
          index, start + i / (GPUS * METRICS), start, row / GPUS == 2 ? value / 1_000 : value);
    }
    return builder.build();
  }

  /** A series of the fleet. */
  static SeriesIdentity identity(int gpu, int metric) {
    String uuid = "GPU-00000000-0000-4000-8000-%012d".formatted(gpu);
    return new SeriesIdentity(
        Series.of(uuid, "DCGM_FI_DEV_METRIC_" + metric),
        new Gpu(uuid, gpu % 8, "nvidia" + gpu % 8, "Benchmark GPU", "host-" + gpu / 8),
        Attribution.NONE);
  }
}
