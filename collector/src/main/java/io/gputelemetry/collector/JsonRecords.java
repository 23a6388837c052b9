package io.gputelemetry.collector;

import io.gputelemetry.runtime.json.JsonFields;
import io.gputelemetry.runtime.json.JsonFormatException;
import io.gputelemetry.runtime.json.JsonText;
import io.gputelemetry.telemetry.Absence;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SourceTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads records as people write them in JSON: one with the fields of the capture by their column
 * names (whatever their case and underscores; {@code metric_name}, {@code uuid} and {@code value}
 * must be there), or an array of them. Other fields are not looked at. All records of a message are
 * taken, or none. Not thread-safe.
 */
final class JsonRecords {
  /** Of one record, as in a file. */
  private static final int RECORD_CHARS_MAX = 16 * 1024;

  private static final Set<String> COLUMNS =
      Set.of(
          "timestamp",
          "metricname",
          "gpuid",
          "device",
          "uuid",
          "modelname",
          "hostname",
          "container",
          "pod",
          "namespace",
          "value",
          "labelsraw");

  private final MetricCatalogue catalogue;
  private final SourceTime times = new SourceTime();
  private final SampleBatch.Builder builder = new SampleBatch.Builder();

  JsonRecords(MetricCatalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * The samples; record k has the event time {@code firstMicros + k}. A record whose value says
   * that there is none gives no sample and is counted in the result.
   */
  DecodedMessage read(JsonText payload, long firstMicros)
      throws JsonFormatException, UnreadableException {
    List<JsonText> records = payload.isArray() ? payload.elements() : List.of(payload);
    Map<String, Integer> leftOut = new HashMap<>();
    try {
      for (int k = 0; k < records.size(); k++) {
        add(new JsonRecord(k, fields(k, records.get(k))), firstMicros + k)
            .ifPresent(absence -> leftOut.merge(SampleRules.reason(absence), 1, Integer::sum));
      }
    } catch (UnreadableException e) {
      var _ = builder.build();
      throw e;
    }
    return new DecodedMessage(builder.build(), leftOut);
  }

  private static Map<String, String> fields(int k, JsonText record) throws UnreadableException {
    if (record.text().length() > RECORD_CHARS_MAX) {
      throw new UnreadableException("record " + k + ": longer than " + RECORD_CHARS_MAX);
    }
    Map<String, String> fields = new HashMap<>();
    try {
      for (Map.Entry<String, JsonText> field : record.fields().entrySet()) {
        put(field.getKey(), field.getValue(), fields);
      }
    } catch (JsonFormatException e) {
      throw new UnreadableException(
          ("record " + k + ": " + e.field()).strip() + " " + e.getMessage());
    }
    return fields;
  }

  private static void put(String name, JsonText value, Map<String, String> fields)
      throws JsonFormatException {
    String key = key(name);
    if (!COLUMNS.contains(key)) {
      return;
    }
    if (!value.isString() && !value.isNumber() && !value.isNull()) {
      throw JsonFields.wrong(name, "must be a string or a number");
    }
    fields.put(key, value.isNull() ? "" : value.plain());
  }

  static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Why the record has no value; empty if it has one, which is added. */
  private Optional<Absence> add(JsonRecord record, long eventMicros) throws UnreadableException {
    String value = record.required("value");
    var identity = record.row(catalogue).identity();
    Optional<Absence> absence = Absence.of(value);
    if (absence.isEmpty()) {
      builder.add(
          builder.index(identity), eventMicros, record.sourceTime(times), record.number(value));
    }
    return absence;
  }
}
