package io.gputelemetry.embedded.catalog;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Gpu;
import io.gputelemetry.telemetry.LabelTemplate;
import io.gputelemetry.telemetry.Series;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The records of the catalog's journal. A batch holds any number of them, one behind the other.
 * Numbers are big-endian; a text is its length in bytes (4) and its UTF-8 bytes. Series,
 * descriptions and label texts are numbered from 0 in the order of their records.
 *
 * <pre>
 * labels       'L' | text
 * description  'D' | uuid | gpu id 4 | device | model | host | pod | namespace | container |
 *                number of the labels 4
 * series       'S' | uuid | MIG instance | metric | labels 4 | (name | value) ...
 * </pre>
 */
final class CatalogCodec {
  static final byte LABELS = 'L';
  static final byte DESCRIPTION = 'D';
  static final byte SERIES = 'S';

  private ByteBuffer bytes = ByteBuffer.allocate(4096);

  void labels(LabelTemplate labels) {
    kind(LABELS);
    text(labels.text());
  }

  void description(Description description, int labels) {
    Gpu gpu = description.gpu();
    Attribution attribution = description.attribution();
    kind(DESCRIPTION);
    text(gpu.uuid());
    number(gpu.gpuId());
    text(gpu.device());
    text(gpu.modelName());
    text(gpu.hostname());
    text(attribution.pod());
    text(attribution.namespace());
    text(attribution.container());
    number(labels);
  }

  void series(Series series) {
    kind(SERIES);
    text(series.uuid());
    text(series.migInstance());
    text(series.metric());
    number(series.identityLabels().size());
    series
        .identityLabels()
        .forEach((name, value) -> {
          text(name);
          text(value);
        });
  }

  private void kind(byte kind) {
    room(1).put(kind);
  }

  private void number(int number) {
    room(Integer.BYTES).putInt(number);
  }

  private void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
  }

  private ByteBuffer room(int needed) {
    if (bytes.remaining() < needed) {
      int capacity = Math.max(bytes.capacity() * 2, bytes.position() + needed);
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
    return bytes;
  }

  int size() {
    return bytes.position();
  }

  /** What was written since the last call. */
  ByteBuffer take() {
    ByteBuffer taken = bytes.flip();
    bytes = ByteBuffer.allocate(4096);
    return taken;
  }

  static LabelTemplate readLabels(ByteBuffer source) {
    return new LabelTemplate(readText(source));
  }

  static Gpu readGpu(ByteBuffer source) {
    return new Gpu(
        readText(source), source.getInt(), readText(source), readText(source), readText(source));
  }

  /** Pod, namespace and container; the labels are those of {@code NONE}. */
  static Attribution readAttribution(ByteBuffer source) {
    return new Attribution(
        readText(source), readText(source), readText(source), LabelTemplate.EMPTY);
  }

  static Series readSeries(ByteBuffer source) {
    String uuid = readText(source);
    String migInstance = readText(source);
    String metric = readText(source);
    SortedMap<String, String> labels = new TreeMap<>();
    int count = source.getInt();
    for (int i = 0; i < count; i++) {
      labels.put(readText(source), readText(source));
    }
    return new Series(uuid, migInstance, metric, labels);
  }

  private static String readText(ByteBuffer source) {
    byte[] utf8 = new byte[source.getInt()];
    source.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
