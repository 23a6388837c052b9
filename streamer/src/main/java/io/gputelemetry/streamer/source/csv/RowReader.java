package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceRow;
import java.util.OptionalInt;

/** Finds the series of a record: its GPU, metric, labels and attribution. */
final class RowReader {
  private final MetricCatalogue catalogue;
  private final int metric;
  private final int gpuId;
  private final int device;
  private final int uuid;
  private final int model;
  private final int host;
  private final int container;
  private final int pod;
  private final int namespace;
  private final int labels;

  RowReader(Header header, MetricCatalogue catalogue) {
    this.catalogue = catalogue;
    metric = header.place("metric_name");
    gpuId = header.place("gpu_id");
    device = header.place("device");
    uuid = header.place("uuid");
    model = header.place("modelName");
    host = header.place("Hostname");
    container = header.place("container");
    pod = header.place("pod");
    namespace = header.place("namespace");
    labels = header.place("labels_raw");
  }

  String uuid(String[] record) {
    return field(record, uuid);
  }

  String metric(String[] record) {
    return catalogue.canonicalName(field(record, metric));
  }

  /** Empty if there is one that is no number. */
  OptionalInt gpuId(String[] record) {
    String text = field(record, gpuId);
    if (text.isEmpty()) {
      return OptionalInt.of(SourceRow.NO_INDEX);
    }
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  SeriesIdentity identity(String[] record, int index) {
    Gpu gpu =
        new Gpu(
            uuid(record), index, field(record, device), field(record, model), field(record, host));
    return new SourceRow(
            metric(record),
            gpu,
            field(record, pod),
            field(record, namespace),
            field(record, container),
            field(record, labels))
        .identity();
  }

  private static String field(String[] record, int place) {
    return place < 0 ? "" : record[place].strip();
  }
}
