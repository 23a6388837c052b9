package io.gputelemetry.app.demo;

import java.util.ArrayList;
import java.util.List;

/**
 * The figures of a demo, none of them from whoever published.
 *
 * @param gpus from the API's list of GPUs
 * @param metrics from the API's list of metrics
 * @param published samples, from the broker's counters
 * @param stored samples, from the API's counters
 * @param duplicates samples that reached the store twice, from the API's counters
 * @param lost rows of the file that are not stored
 */
record Figures(long gpus, long metrics, long published, long stored, long duplicates, long lost) {

  /** The last line of a demo. */
  String json() {
    return "{\"gpus\":"
        + gpus
        + ",\"metrics\":"
        + metrics
        + ",\"published\":"
        + published
        + ",\"stored\":"
        + stored
        + ",\"duplicates\":"
        + duplicates
        + ",\"lost\":"
        + lost
        + "}";
  }

  /** In what they differ from the file, for a person; empty if they agree with it. */
  List<String> differences(CsvCount file, long passes) {
    List<String> differences = new ArrayList<>();
    long rows = file.rows() * passes;
    compare(differences, "gpus", gpus, file.gpus());
    compare(differences, "metrics", metrics, file.metrics());
    compare(differences, "published", published, rows);
    compare(differences, "stored", stored, rows);
    compare(differences, "duplicates", duplicates, 0);
    compare(differences, "lost", lost, 0);
    return differences;
  }

  private static void compare(List<String> differences, String name, long is, long expected) {
    if (is != expected) {
      differences.add(name + " is " + is + ", but the file says " + expected);
    }
  }
}
