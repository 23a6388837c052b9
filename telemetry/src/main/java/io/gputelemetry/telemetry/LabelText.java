package io.gputelemetry.telemetry;

import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads a label text such as the capture's {@code labels_raw}: {@code name="value"} separated by
 * commas, with {@code \\}, {@code \"} and {@code \n} in values, as in the Prometheus text format.
 */
public final class LabelText {
  /** Labels that tell apart values of the same metric of the same GPU. */
  private static final Set<String> IDENTITY =
      Set.of(
          "nvlink",
          "link",
          "error_type",
          "err_type",
          "xid",
          "health_watch",
          "clock_event",
          "peer_gpu",
          "sensor",
          "pid",
          "vgpu",
          "le",
          "quantile");

  private static final String MIG_INSTANCE = "GPU_I_ID";

  private LabelText() {}

  /**
   * The labels; what cannot be read ends them, since a label text is never worth losing a value.
   */
  public static SortedMap<String, String> parse(String text) {
    SortedMap<String, String> labels = new TreeMap<>();
    int at = 0;
    while (at < text.length()) {
      int equals = text.indexOf("=\"", at);
      if (equals < 0) {
        break;
      }
      StringBuilder value = new StringBuilder();
      int end = appendValue(text, equals + 2, value);
      if (end < 0) {
        break;
      }
      labels.put(text.substring(at, equals).strip(), value.toString());
      at = end + 1;
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
      }
    }
    return Collections.unmodifiableSortedMap(labels);
  }

  /** The text that {@link #parse} reads as these labels, in their order. */
  public static String write(SortedMap<String, String> labels) {
    StringBuilder text = new StringBuilder();
    labels.forEach((name, value) -> {
      text.append(text.isEmpty() ? "" : ",").append(name).append("=\"");
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '\\' || c == '"' || c == '\n') {
          text.append('\\');
        }
        text.append(c == '\n' ? 'n' : c);
      }
      text.append('"');
    });
    return text.toString();
  }

  /** Returns where the closing quote is, or -1. */
  private static int appendValue(String text, int start, StringBuilder value) {
    int at = start;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        return at;
      }
      if (c == '\\' && at + 1 < text.length()) {
        at++;
        c = text.charAt(at) == 'n' ? '\n' : text.charAt(at);
      }
      value.append(c);
      at++;
    }
    return -1;
  }

  /**
   * The series of a metric of a GPU whose other labels are these: the MIG instance and the labels
   * that tell values of one metric apart become part of the key, all others do not.
   */
  public static Series series(String uuid, String metric, Map<String, String> labels) {
    TreeMap<String, String> identity = new TreeMap<>();
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (IDENTITY.contains(label.getKey()) && !label.getValue().isEmpty()) {
        identity.put(label.getKey(), label.getValue());
      }
    }
    return new Series(uuid, labels.getOrDefault(MIG_INSTANCE, ""), metric, identity);
  }

  /**
   * The labels of which {@link #series} makes this series. Identity labels that it does not know,
   * or without a value, are among them and do not come back.
   */
  public static SortedMap<String, String> labels(Series series) {
    TreeMap<String, String> labels = new TreeMap<>(series.identityLabels());
    if (!series.migInstance().isEmpty()) {
      labels.put(MIG_INSTANCE, series.migInstance());
    }
    return labels;
  }

  /**
   * A label by its name, or by the name a scrape gives it when the scraper's own label of that name
   * wins ({@code exported_pod} for {@code pod}); empty if there is neither.
   */
  public static String attribution(Map<String, String> labels, String name) {
    String exported = labels.getOrDefault("exported_" + name, "");
    return exported.isEmpty() ? labels.getOrDefault(name, "") : exported;
  }
}
