package io.gputelemetry.collector;

import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SourceRow;
import io.gputelemetry.telemetry.SourceTime;
import java.util.Map;

/**
 * One record.
 *
 * @param place in its message, from 0
 * @param fields by their names in lower case without underscores; null is empty
 */
record JsonRecord(int place, Map<String, String> fields) {
  private static final int SHOWN_CHARS_MAX = 100;

  String required(String name) throws UnreadableException {
    String value = field(name);
    if (value.isEmpty()) {
      throw wrong(name + " is missing");
    }
    return value;
  }

  SourceRow row(MetricCatalogue catalogue) throws UnreadableException {
    String metric = catalogue.canonicalName(required("metric_name"));
    Gpu gpu =
        new Gpu(required("uuid"), index(), field("device"), field("modelName"), field("Hostname"));
    return new SourceRow(
        metric, gpu, field("pod"), field("namespace"), field("container"), field("labels_raw"));
  }

  private int index() throws UnreadableException {
    String text = field("gpu_id");
    try {
      return text.isEmpty() ? SourceRow.NO_INDEX : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw wrong("gpu_id is no whole number: " + shown(text));
    }
  }

  /** Of any size: one that is not finite is left out with its reason like those of batches. */
  double number(String value) throws UnreadableException {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw wrong("value is no number: " + shown(value));
    }
  }

  /** What the source wrote; the event time is another one. */
  long sourceTime(SourceTime times) throws UnreadableException {
    String text = field("timestamp");
    return times
        .micros(text)
        .orElseThrow(() -> wrong("timestamp is no time that is known: " + shown(text)));
  }

  private String field(String name) {
    return fields.getOrDefault(JsonRecords.key(name), "").strip();
  }

  private UnreadableException wrong(String what) {
    return new UnreadableException("record " + place + ": " + what);
  }

  private static String shown(String text) {
    return text.length() > SHOWN_CHARS_MAX ? text.substring(0, SHOWN_CHARS_MAX) + "..." : text;
  }
}
