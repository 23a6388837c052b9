package io.gputelemetry.app.transfer;

import io.gputelemetry.store.StoredSample;
import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelText;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows in the twelve columns of the capture. How much of a series comes back when they are read is
 * found out once for each, by reading them.
 */
final class CsvForm {
  static final List<String> COLUMNS =
      List.of(
          "timestamp",
          "metric_name",
          "gpu_id",
          "device",
          "uuid",
          "modelName",
          "Hostname",
          "container",
          "pod",
          "namespace",
          "value",
          "labels_raw");

  private static final int TIMESTAMP = 0;
  private static final int VALUE = 10;

  /** With the quotes, the time and the value it fits into what is read as one record. */
  private static final int CHARS_MAX = 65_000;

  private final MetricCatalogue catalogue;
  private final Losses losses;
  private final EventTimeText time = new EventTimeText();
  private final Map<SeriesIdentity, Known> known = new HashMap<>();

  CsvForm(MetricCatalogue catalogue, Losses losses) {
    this.catalogue = catalogue;
    this.losses = losses;
  }

  /** Forgets the series seen so far, so that there are never more than those of a GPU. */
  void nextGpu() {
    known.clear();
  }

  /** The fields of a row, valid until the next one. */
  String[] fields(StoredSample row) {
    Known series = known.computeIfAbsent(row.identity(), this::known);
    losses.count(row, series.loss);
    String[] fields = series.fields;
    fields[TIMESTAMP] = time.of(row.eventTimeMicros());
    fields[VALUE] = value(row.value());
    return fields;
  }

  /** Reads as the same number again; a whole one looks like one. */
  static String value(double value) {
    long whole = (long) value;
    boolean plain = whole == value && Math.abs(value) < 1e15;
    return plain && (whole != 0 || 1 / value > 0) ? Long.toString(whole) : Double.toString(value);
  }

  private Known known(SeriesIdentity identity) {
    Gpu gpu = identity.gpu();
    Series series = identity.series();
    Attribution by = identity.attribution();
    String labels = labels(series, by.labels().render(gpu, series.metric()));
    String[] fields = {
      "",
      series.metric(),
      gpu.gpuId() == SourceRow.NO_INDEX ? "" : Integer.toString(gpu.gpuId()),
      gpu.device(),
      gpu.uuid(),
      gpu.modelName(),
      gpu.hostname(),
      by.container(),
      by.pod(),
      by.namespace(),
      "",
      labels
    };
    return new Known(fields, loss(identity, fields));
  }

  /** The label text, with what makes the series if it does not say that. */
  private static String labels(Series series, String text) {
    SortedMap<String, String> said = LabelText.parse(text);
    Series read = LabelText.series(series.uuid(), series.metric(), said);
    if (read.equals(series)) {
      return text;
    }
    SortedMap<String, String> labels = new TreeMap<>(said);
    labels.keySet().removeAll(LabelText.labels(read).keySet());
    labels.putAll(LabelText.labels(series));
    return LabelText.write(labels);
  }

  private Losses.OfSeries loss(SeriesIdentity identity, String[] fields) {
    int chars = 0;
    for (String field : fields) {
      chars += field.length() + (int) field.chars().filter(c -> c == '"').count();
      if (field.indexOf('\0') >= 0) {
        return Losses.OfSeries.ROW;
      }
    }
    boolean readable = !fields[1].isBlank() && !fields[4].isBlank() && chars <= CHARS_MAX;
    if (!readable) {
      return Losses.OfSeries.ROW;
    }
    SeriesIdentity back = read(identity.gpu().gpuId(), fields);
    if (!back.series().equals(identity.series())) {
      return Losses.OfSeries.SERIES;
    }
    return back.equals(identity) ? Losses.OfSeries.NOTHING : Losses.OfSeries.DESCRIPTION;
  }

  /** As the CSV source reads them: without the blanks around them. */
  private SeriesIdentity read(int gpuId, String[] fields) {
    Gpu gpu =
        new Gpu(fields[4].strip(), gpuId, fields[3].strip(), fields[5].strip(), fields[6].strip());
    return new SourceRow(
            catalogue.canonicalName(fields[1].strip()),
            gpu,
            fields[8].strip(),
            fields[9].strip(),
            fields[7].strip(),
            fields[11].strip())
        .identity();
  }

  /** The fields of a series, of which two are those of the row that was written last. */
  private static final class Known {
    private final String[] fields;
    private final Losses.OfSeries loss;

    private Known(String[] fields, Losses.OfSeries loss) {
      this.fields = fields;
      this.loss = loss;
    }
  }
}
