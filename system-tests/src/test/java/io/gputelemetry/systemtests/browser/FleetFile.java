package io.gputelemetry.systemtests.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes the files of fleets that are not as usual. */
final class FleetFile {
  static final String HOST = harm("host") + " \"a\" 'b' a&amp;b %41";
  static final String MODEL = "\"><script>alert('model')</script> " + harm("model");
  static final String UUID = "GPU " + harm("uuid") + " \"' ?x=1#y";
  static final String DEVICE = harm("device");
  static final String LABEL = harm("label");
  static final String METRIC = harm("metric");

  /** Two hundred characters without a place to break. */
  static final String LONG = "n".repeat(200);

  private static final String UTILISATION = "DCGM_FI_DEV_GPU_UTIL";
  private static final String HEADER =
      "timestamp,metric_name,gpu_id,device,uuid,modelName,Hostname,container,pod,namespace,value,labels_raw";

  private FleetFile() {}

  /** A text that runs if anything takes it for markup or for a template. */
  private static String harm(String where) {
    return "<img src=x onerror=alert('%1$s')> ${alert('%1$s')}".formatted(where);
  }

  /** Thirty-one hosts of 8 GPUs, the twelfth of them without its GPU 6. */
  static void withoutOneGpu(Path file) throws IOException {
    List<String> lines = new ArrayList<>(List.of(HEADER));
    for (int host = 1; host <= 31; host++) {
      for (int gpu = 0; gpu < 8; gpu++) {
        if (host != 12 || gpu != 6) {
          Card card =
              new Card("GPU-" + host + "-" + gpu, gpu, "NVIDIA H100", "host-%03d".formatted(host));
          lines.add(card.row(UTILISATION, host * 3, ""));
        }
      }
    }
    Files.write(file, lines);
  }

  /**
   * Two hosts, one of names that are markup, with two GPUs whose uuids begin alike and lines whose
   * labels differ little; one of names of 200 characters.
   */
  static void hostile(Path file) throws IOException {
    Card first = new Card(UUID, 0, MODEL, HOST);
    Card second = new Card(UUID + " " + UTILISATION, 1, MODEL, HOST);
    Card other = new Card(LONG, 0, LONG, LONG);
    Files.write(
        file,
        List.of(
            HEADER,
            first.row(UTILISATION, 10, ""),
            first.row(UTILISATION, 20, "link=\"0\""),
            first.row(UTILISATION, 30, "nvlink=\"0\""),
            first.row(UTILISATION, 40, "link=\"" + LABEL + "\""),
            first.row(METRIC, 60, ""),
            second.row(UTILISATION, 50, ""),
            other.row(UTILISATION, 70, "link=\"" + LONG + "\",pod=\"" + LONG + "\""),
            other.row(LONG, 80, "")));
  }

  private record Card(String uuid, int index, String model, String host) {
    String row(String metric, int value, String labels) {
      return Stream.of(
              "2026-01-01T00:00:00Z",
              metric,
              Integer.toString(index),
              DEVICE,
              uuid,
              model,
              host,
              LABEL,
              LABEL,
              LABEL,
              Integer.toString(value),
              labels)
          .map(field -> '"' + field.replace("\"", "\"\"") + '"')
          .collect(Collectors.joining(","));
    }
  }
}
