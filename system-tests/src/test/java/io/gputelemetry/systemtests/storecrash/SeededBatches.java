package io.gputelemetry.systemtests.storecrash;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Batches without an end: what each holds follows from the seed and its number. Most rows are new
 * and in order; some are late, some repeat a row of an earlier batch, with its value or another.
 */
final class SeededBatches {
  /** A batch begins so long behind the one before. */
  static final long STEP_MICROS = 1_000;

  private static final long FIRST_MICROS = 1_700_000_000_000_000L;
  private static final List<String> METRICS =
      List.of("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_POWER_USAGE", "DCGM_FI_DEV_FB_USED");
  private static final int GPUS = 4;
  private static final int BATCHES_PER_GPU = 500;
  private static final int BATCHES_PER_POD = 12;
  private static final int MAX_ROWS = 40;
  private static final int LATE = 60;
  private static final int BACK = 150;

  private final long seed;

  SeededBatches(long seed) {
    this.seed = seed;
  }

  /** Event time of the first row of a batch. */
  static long timeOf(long number) {
    return FIRST_MICROS + number * STEP_MICROS;
  }

  /** The batch with this number, from 0; the same one however often it is asked for. */
  SampleBatch batch(long number) {
    SplittableRandom random = random(number, MAX_ROWS);
    SampleBatch.Builder batch = new SampleBatch.Builder();
    int size = 1 + random.nextInt(MAX_ROWS);
    for (int i = 0; i < size; i++) {
      switch (random.nextInt(10)) {
        case 0 -> add(batch, number, earlier(number, BACK, random), i, 0);
        case 1 -> add(batch, number, earlier(number, BACK, random), i, 0.25);
        case 2, 3 -> addLate(batch, number, i, random);
        default -> add(batch, number, number, i, 0);
      }
    }
    return batch.build();
  }

  private static long earlier(long number, int most, SplittableRandom random) {
    return Math.max(0, number - 1 - random.nextInt(most));
  }

  /** Row {@code i} of a batch, as this one sends it. */
  private void add(SampleBatch.Builder to, long sender, long number, int i, double off) {
    SplittableRandom random = random(number, i);
    SeriesIdentity series = series(sender, number, random);
    double value = random.nextBoolean() ? random.nextInt(100) : random.nextDouble() * 700;
    add(to, series, timeOf(number) + i, value + off);
  }

  private void addLate(SampleBatch.Builder to, long sender, int i, SplittableRandom random) {
    long number = earlier(sender, LATE, random);
    // Between the rows that are in order there, and now and then at the time of another late one.
    long time = timeOf(number) + MAX_ROWS + random.nextInt((int) STEP_MICROS - MAX_ROWS);
    add(to, series(sender, number, random), time, i);
  }

  private static void add(SampleBatch.Builder to, SeriesIdentity series, long time, double value) {
    long source = time % 3 == 0 ? SampleBatch.NO_SOURCE_TIME : time - time % 1_000_000;
    to.add(to.index(series), time, source, value);
  }

  /** Now and then there is another GPU and another pod, so that the catalog grows. */
  private static SeriesIdentity series(long sender, long number, SplittableRandom random) {
    long gpu = number / BATCHES_PER_GPU + random.nextInt(GPUS);
    String uuid = "GPU-%06d".formatted(gpu);
    String metric = METRICS.get(random.nextInt(METRICS.size()));
    String pod = "pod-" + sender / BATCHES_PER_POD;
    return new SeriesIdentity(
        Series.of(uuid, metric),
        new Gpu(uuid, (int) (gpu % 8), "nvidia" + gpu % 8, "NVIDIA H100 80GB HBM3", "host-1"),
        new Attribution(pod, "research", "train", LabelTemplate.EMPTY));
  }

  private SplittableRandom random(long number, int i) {
    return new SplittableRandom(seed ^ (number * (MAX_ROWS + 1) + i) * 0x9e3779b97f4a7c15L);
  }
}
