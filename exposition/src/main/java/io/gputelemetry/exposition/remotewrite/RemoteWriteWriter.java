package io.gputelemetry.exposition.remotewrite;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes remote write requests, one after another: series, then its samples, then the next. Not
 * thread-safe.
 */
public final class RemoteWriteWriter {
  private static final int LABELS = 1;
  private static final int SAMPLES = 2;
  private static final int NAME = 1;
  private static final int VALUE = 2;
  private static final int SERIES_V1 = 1;
  private static final int SYMBOLS_V2 = 4;
  private static final int SERIES_V2 = 5;

  private final RemoteWriteVersion version;
  private final ByteArrayOutputStream allSeries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream series = new ByteArrayOutputStream();
  private final Map<String, Integer> symbols = new LinkedHashMap<>();

  /** Writes to a part of a message. */
  private interface Fields {
    void write(CodedOutputStream out) throws IOException;
  }

  public RemoteWriteWriter(RemoteWriteVersion version) {
    this.version = version;
    symbols.put("", 0);
  }

  /**
   * Begins a series.
   *
   * @param labels in any order, {@code __name__} among them; empty values are left out, as they
   *     must be
   */
  public void series(Map<String, String> labels) {
    endSeries();
    List<Map.Entry<String, String>> sorted =
        labels.entrySet().stream()
            .filter(label -> !label.getValue().isEmpty())
            .sorted((a, b) -> Arrays.compareUnsigned(utf8(a.getKey()), utf8(b.getKey())))
            .toList();
    write(series, out -> writeLabels(out, sorted));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void writeLabels(CodedOutputStream out, List<Map.Entry<String, String>> labels)
      throws IOException {
    if (version == RemoteWriteVersion.V2) {
      out.writeByteArray(LABELS, message(refs -> writeReferences(refs, labels)));
      return;
    }
    for (Map.Entry<String, String> label : labels) {
      byte[] pair =
          message(text -> {
            text.writeString(NAME, label.getKey());
            text.writeString(VALUE, label.getValue());
          });
      out.writeByteArray(LABELS, pair);
    }
  }

  private void writeReferences(CodedOutputStream out, List<Map.Entry<String, String>> labels)
      throws IOException {
    for (Map.Entry<String, String> label : labels) {
      out.writeUInt32NoTag(symbol(label.getKey()));
      out.writeUInt32NoTag(symbol(label.getValue()));
    }
  }

  private int symbol(String text) {
    return symbols.computeIfAbsent(text, _ -> symbols.size());
  }

  /** A sample of the series that was begun last. */
  public void sample(double value, long timeMillis) {
    byte[] sample =
        message(fields -> {
          fields.writeDouble(1, value);
          fields.writeInt64(2, timeMillis);
        });
    write(series, out -> out.writeByteArray(SAMPLES, sample));
  }

  private void endSeries() {
    if (series.size() > 0) {
      int field = version == RemoteWriteVersion.V1 ? SERIES_V1 : SERIES_V2;
      write(allSeries, out -> out.writeByteArray(field, series.toByteArray()));
      series.reset();
    }
  }

  /** The body of the request, compressed; the writer is empty afterwards. */
  public byte[] finish() {
    endSeries();
    byte[] texts =
        message(out -> {
          if (version == RemoteWriteVersion.V2) {
            for (String symbol : symbols.keySet()) {
              out.writeString(SYMBOLS_V2, symbol);
            }
          }
        });
    byte[] request = Arrays.copyOf(texts, texts.length + allSeries.size());
    System.arraycopy(allSeries.toByteArray(), 0, request, texts.length, allSeries.size());
    allSeries.reset();
    symbols.clear();
    symbols.put("", 0);
    return SnappyBlock.compress(request);
  }

  private static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    write(bytes, fields);
    return bytes.toByteArray();
  }

  private static void write(ByteArrayOutputStream to, Fields fields) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(to, 256);
      fields.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
