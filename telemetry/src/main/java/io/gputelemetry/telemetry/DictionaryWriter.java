package io.gputelemetry.telemetry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Writes the dictionary of a batch: tables in which everything stands once, and columns of indexes
 * into them. Index 0 of the texts is the empty text, which is not written.
 *
 * <pre>
 *   texts         count, then per text: length, UTF-8
 *   GPUs          count, then per GPU: 0 and the 16 bytes of the uuid, or the index of its text;
 *                 then the columns index on the host, device, model, host
 *   label sets    count, then per set: count, then per label: text of the name, text of the value
 *   attributions  count, then the columns pod, namespace, container, label template
 *   series        count, then the columns GPU, MIG instance, metric, label set, attribution
 * </pre>
 *
 * Numbers are varints, columns are {@link RunColumn}s. An instance writes one dictionary.
 */
final class DictionaryWriter {
  private final Table<String> strings = new Table<>();
  private final Table<Gpu> gpus = new Table<>();
  private final Table<SortedMap<String, String>> labels = new Table<>();
  private final Table<Attribution> attributions = new Table<>();
  private final ByteWriter tables = new ByteWriter(1024);

  /** Distinct values in the order of their first mention. */
  private static final class Table<T> {
    private final Map<T, Integer> indexes = new HashMap<>();
    private final List<T> entries = new ArrayList<>();

    int index(T entry) {
      Integer known = indexes.putIfAbsent(entry, entries.size());
      if (known != null) {
        return known;
      }
      entries.add(entry);
      return entries.size() - 1;
    }
  }

  static byte[] write(List<SeriesIdentity> series) {
    byte[] bytes = new DictionaryWriter().dictionary(series);
    long entries = series.size();
    for (SeriesIdentity identity : series) {
      entries += identity.series().identityLabels().size();
    }
    if (entries > Dictionary.maxEntries(bytes.length)) {
      throw new IllegalArgumentException(
          series.size() + " series that need only " + bytes.length + " bytes");
    }
    return bytes;
  }

  private byte[] dictionary(List<SeriesIdentity> series) {
    strings.index("");
    for (SeriesIdentity identity : series) {
      gpus.index(identity.gpu());
      labels.index(identity.series().identityLabels());
      attributions.index(identity.attribution());
    }
    writeGpus();
    writeLabels();
    writeAttributions();
    writeSeries(series);
    ByteWriter whole = new ByteWriter(tables.size() + 1024);
    whole.varint(strings.entries.size() - 1);
    for (String text : strings.entries.subList(1, strings.entries.size())) {
      whole.text(text);
    }
    whole.bytes(tables.toByteArray());
    return whole.toByteArray();
  }

  private void writeGpus() {
    tables.varint(gpus.entries.size());
    for (Gpu gpu : gpus.entries) {
      Optional<UUID> uuid = GpuUuid.parse(gpu.uuid());
      if (uuid.isPresent()) {
        tables.varint(0);
        tables.int64(uuid.get().getMostSignificantBits());
        tables.int64(uuid.get().getLeastSignificantBits());
      } else {
        tables.varint(strings.index(gpu.uuid()));
      }
    }
    column(gpus.entries, Gpu::gpuId);
    texts(gpus.entries, Gpu::device);
    texts(gpus.entries, Gpu::modelName);
    texts(gpus.entries, Gpu::hostname);
  }

  private void writeLabels() {
    tables.varint(labels.entries.size());
    for (SortedMap<String, String> set : labels.entries) {
      tables.varint(set.size());
      set.forEach((name, value) -> {
        tables.varint(strings.index(name));
        tables.varint(strings.index(value));
      });
    }
  }

  private void writeAttributions() {
    tables.varint(attributions.entries.size());
    texts(attributions.entries, Attribution::pod);
    texts(attributions.entries, Attribution::namespace);
    texts(attributions.entries, Attribution::container);
    texts(attributions.entries, attribution -> attribution.labels().text());
  }

  private void writeSeries(List<SeriesIdentity> series) {
    tables.varint(series.size());
    column(series, identity -> gpus.index(identity.gpu()));
    texts(series, identity -> identity.series().migInstance());
    texts(series, identity -> identity.series().metric());
    column(series, identity -> labels.index(identity.series().identityLabels()));
    column(series, identity -> attributions.index(identity.attribution()));
  }

  private <T> void texts(List<T> entries, Function<T, String> text) {
    column(entries, entry -> strings.index(text.apply(entry)));
  }

  private <T> void column(List<T> entries, ToLongFunction<T> number) {
    long[] column = new long[entries.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = number.applyAsLong(entries.get(i));
    }
    RunColumn.write(tables, column);
  }
}
