package io.gputelemetry.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;

/** A generated fleet in the shape of a DCGM capture: metric by metric, host by host. */
final class Fleet {
  static final long START = 1_752_871_354_000_000L;
  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_MEM_COPY_UTIL",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_FB_FREE",
          "DCGM_FI_DEV_DEC_UTIL",
          "DCGM_FI_DEV_ENC_UTIL",
          "DCGM_FI_DEV_SM_CLOCK",
          "DCGM_FI_DEV_MEM_CLOCK");

  private Fleet() {}

  /** The series of {@code hosts} hosts with eight GPUs and ten metrics each. */
  static List<SeriesIdentity> series(int hosts) {
    Random random = new Random(hosts);
    List<Gpu> gpus = new ArrayList<>();
    for (int i = 0; i < hosts * 8; i++) {
      String uuid = "GPU-" + new UUID(random.nextLong(), random.nextLong());
      String host = "dgx-%03d".formatted(i / 8);
      gpus.add(new Gpu(uuid, i % 8, "nvidia" + i % 8, "NVIDIA H100 80GB HBM3", host));
    }
    List<SeriesIdentity> series = new ArrayList<>();
    for (String metric : METRICS) {
      for (Gpu gpu : gpus) {
        LabelTemplate labels = LabelTemplate.of(labels(gpu, metric), gpu, metric);
        Attribution attribution = new Attribution("", "", "", labels);
        series.add(new SeriesIdentity(Series.of(gpu.uuid(), metric), gpu, attribution));
      }
    }
    return series;
  }

  static String labels(Gpu gpu, String metric) {
    return "DCGM_FI_DRIVER_VERSION=\"535.129.03\",Hostname=\"%s\",UUID=\"%s\",__name__=\"%s\""
            .formatted(gpu.hostname(), gpu.uuid(), metric)
        + ",device=\"%s\",gpu=\"%d\",instance=\"%s:9400\",job=\"dgx\",modelName=\"%s\""
            .formatted(gpu.device(), gpu.gpuId(), gpu.hostname(), gpu.modelName());
  }

  /** A batch of passes over the series, with the values of a GPU fleet. */
  static SampleBatch passes(List<SeriesIdentity> series, int samples, Random random) {
    SampleBatch.Builder builder = new SampleBatch.Builder();
    for (int i = 0; i < samples; i++) {
      SeriesIdentity identity = series.get(i % series.size());
      double value =
          identity.series().metric().endsWith("POWER_USAGE")
              ? (60_000 + random.nextInt(600_000)) / 1000.0
              : random.nextInt(100);
      long eventTime = START + 7_000_000_000L + i / series.size();
      builder.add(builder.index(identity), eventTime, START + i / 741 * 1_000_000L, value);
    }
    return builder.build();
  }

  /** Series of every odd kind: other uuids, MIG instances, labels, attributions, any text. */
  static List<SeriesIdentity> oddSeries(int count, Random random) {
    List<SeriesIdentity> series = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String uuid =
          random.nextBoolean()
              ? "GPU-" + new UUID(random.nextLong(), random.nextLong())
              : "u" + text(random);
      Gpu gpu = new Gpu(uuid, random.nextInt(), text(random), text(random), text(random));
      TreeMap<String, String> labels = new TreeMap<>();
      for (int left = random.nextInt(3); left > 0; left--) {
        labels.put(text(random), text(random));
      }
      Series of = new Series(uuid, text(random), "m" + text(random), labels);
      LabelTemplate template = LabelTemplate.of(text(random), gpu, of.metric());
      Attribution attribution = new Attribution(text(random), text(random), text(random), template);
      series.add(new SeriesIdentity(of, gpu, attribution));
    }
    return series;
  }

  /** Any valid Unicode text, often empty. */
  static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(5) * random.nextInt(4); left > 0; left--) {
      int choice = random.nextInt(4);
      text.append(
          switch (choice) {
            case 0 -> "{\"=,:}".charAt(random.nextInt(6));
            case 1 -> (char) (0x4e00 + random.nextInt(100));
            default -> (char) (' ' + random.nextInt(90));
          });
      if (choice == 3) {
        text.appendCodePoint(0x1F600 + random.nextInt(50));
      }
    }
    return text.toString();
  }
}
