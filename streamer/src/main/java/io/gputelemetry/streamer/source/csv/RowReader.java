package io.gputelemetry.streamer.source.csv;

import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.MetricCatalogue;
import io.gputelemetry.telemetry.RecentlyUsed;
import io.gputelemetry.telemetry.SeriesIdentity;
import io.gputelemetry.telemetry.SourceRow;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Finds the series of a record: its GPU, metric, labels and attribution. A file names the same ones
 * again and again, so what was made of the same texts is remembered. Used by one thread.
 */
final class RowReader {
  /** Characters of all texts that are remembered: of some thousand series. */
  private static final int KNOWN_CHARS = 4 << 20;

  private final RecentlyUsed<Texts, Known> known = new RecentlyUsed<>(KNOWN_CHARS, Known::chars);
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
  private final int[] identifying;

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
    identifying =
        IntStream.of(metric, gpuId, device, uuid, model, host, container, pod, namespace, labels)
            .filter(place -> place >= 0)
            .toArray();
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
    Texts texts = Texts.of(record, identifying);
    Optional<Known> before = known.get(texts);
    if (before.isPresent()) {
      return before.get().identity;
    }
    SeriesIdentity identity = read(record, index);
    known.put(texts, new Known(identity, texts.chars()));
    return identity;
  }

  private SeriesIdentity read(String[] record, int index) {
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

  private record Known(SeriesIdentity identity, int chars) {}

  private static String field(String[] record, int place) {
    return place < 0 ? "" : record[place].strip();
  }
}
