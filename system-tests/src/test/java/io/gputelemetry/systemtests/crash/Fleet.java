package io.gputelemetry.systemtests.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A small capture, written by hand so that it owes nothing to the product: 4 hosts, 8 GPUs each, 5
 * metrics.
 */
public final class Fleet {
  private static final List<String> METRICS =
      List.of(
          "DCGM_FI_DEV_GPU_UTIL",
          "DCGM_FI_DEV_POWER_USAGE",
          "DCGM_FI_DEV_GPU_TEMP",
          "DCGM_FI_DEV_FB_USED",
          "DCGM_FI_DEV_SM_CLOCK");
  static final int GPUS = 32;

  private Fleet() {}

  /** Writes the file. */
  public static void write(Path csv) throws IOException {
    write(csv, 1);
  }

  /** Writes a file of so many captures, at most a day's, a minute apart: no two rows are alike. */
  static void write(Path csv, int captures) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,labels_raw\n");
    for (int minute = 0; minute < captures; minute++) {
      append(text, minute);
    }
    Files.writeString(csv, text);
  }

  private static void append(StringBuilder text, int minute) {
    for (int m = 0; m < METRICS.size(); m++) {
      for (int g = 0; g < GPUS; g++) {
        text.append(line(METRICS.get(m), m, g, minute));
      }
    }
  }

  private static String line(String metric, int m, int g, int minute) {
    String uuid = "GPU-00000000-0000-4000-8000-%012d".formatted(g);
    String host = "host-%02d".formatted(g / 8);
    String value =
        m == 1 ? "%d.%03d".formatted(100 + g, (g * 37) % 1000) : Integer.toString(g * 3 + m);
    String labels =
        "Hostname=\"\"%s\"\",UUID=\"\"%s\"\",__name__=\"\"%s\"\"".formatted(host, uuid, metric);
    return "\"2026-01-01T%02d:%02d:%02dZ\",\"%s\",\"%d\",\"nvidia%d\",\"%s\",\"Test GPU\",\"%s\",\"\",\"\",\"\",\"%s\",\"%s\"\n"
        .formatted(minute / 60, minute % 60, m, metric, g % 8, g % 8, uuid, host, value, labels);
  }
}
