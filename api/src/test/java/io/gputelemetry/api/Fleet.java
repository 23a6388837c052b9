package io.gputelemetry.api;

import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A small fleet: 3 hosts of 4 GPUs, 3 metrics, 20 samples of each, one second apart. */
public final class Fleet {
  public static final Instant START = Instant.parse("2025-07-18T20:42:34Z");
  public static final int HOSTS = 3;
  public static final int GPUS_OF_HOST = 4;
  public static final int GPUS = HOSTS * GPUS_OF_HOST;
  public static final int SECONDS = 20;
  public static final List<String> METRICS =
      List.of("DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_GPU_UTIL", "custom_metric");
  public static final Instant INGESTED = Instant.parse("2025-07-18T21:00:00Z");

  private Fleet() {}

  public static String uuid(int gpu) {
    return "GPU-%08d-0000-0000-0000-000000000000".formatted(gpu);
  }

  public static Gpu gpu(int number) {
    String host = "host-" + number / GPUS_OF_HOST;
    int index = number % GPUS_OF_HOST;
    return new Gpu(uuid(number), index, "nvidia" + index, "NVIDIA H100", host);
  }

  public static SampleStore store() {
    MemoryStore store = new MemoryStore(1L << 30, () -> micros(INGESTED));
    for (int gpu = 0; gpu < GPUS; gpu++) {
      store.append(samples(gpu));
    }
    return store;
  }

  private static SampleBatch samples(int number) {
    SampleBatch.Builder batch = new SampleBatch.Builder();
    Gpu gpu = gpu(number);
    for (String metric : METRICS) {
      LabelTemplate labels =
          LabelTemplate.of("UUID=\"" + gpu.uuid() + "\",job=\"dcgm\"", gpu, metric);
      int index =
          batch.index(
              new SeriesIdentity(
                  Series.of(gpu.uuid(), metric),
                  gpu,
                  new Attribution("pod-" + number, "research", "train", labels)));
      for (int second = 0; second < SECONDS; second++) {
        long time = micros(START.plusSeconds(second));
        batch.add(index, time, time - 500_000, value(number, metric, second));
      }
    }
    return batch.build();
  }

  public static double value(int gpu, String metric, int second) {
    return metric.length() + gpu + second / 8.0;
  }

  /** A sample that is out of the ordinary: no source time, labels of its own, not a number. */
  public static void addOddSample(SampleStore store, double value) {
    Gpu gpu = new Gpu("GPU-odd", 0, "", "", "");
    Series series =
        new Series(gpu.uuid(), "1g.10gb", "custom_metric", new TreeMap<>(Map.of("link", "3")));
    SampleBatch.Builder batch = new SampleBatch.Builder();
    int index = batch.index(new SeriesIdentity(series, gpu, Attribution.NONE));
    batch.add(index, micros(START) + 1, SampleBatch.NO_SOURCE_TIME, value);
    store.append(batch.build());
  }

  public static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
  }
}
