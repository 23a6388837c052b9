package io.gputelemetry.exposition.remotewrite;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Messages written byte by byte, as a sender that knows nothing of ours would. */
final class Written {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Written message() {
    return new Written();
  }

  Written varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return this;
  }

  Written number(int field, long value) {
    return varint(field << 3).varint(value);
  }

  Written real(int field, double value) {
    varint((field << 3) | 1);
    bytes.writeBytes(
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(value).array());
    return this;
  }

  Written bytes(int field, byte[] value) {
    varint((field << 3) | 2).varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  Written text(int field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  Written inner(int field, Written message) {
    return bytes(field, message.toBytes());
  }

  Written label(String name, String value) {
    return inner(1, message().text(1, name).text(2, value));
  }

  Written sample(double value, long timeMillis) {
    return inner(2, message().real(1, value).number(2, timeMillis));
  }

  Written references(long... symbols) {
    Written packed = message();
    for (long symbol : symbols) {
      packed.varint(symbol);
    }
    return inner(1, packed);
  }

  byte[] toBytes() {
    return bytes.toByteArray();
  }

  /** As a literal of snappy's block format, which may be as long as its content. */
  byte[] compressed() {
    return SnappyBlock.compress(toBytes());
  }

  /** What a reader gives, as texts: {@code {a=b, ...}}, {@code value@millis}, and the counts. */
  static List<String> read(RemoteWriteVersion version, byte[] body)
      throws RemoteWriteFormatException {
    List<String> read = new ArrayList<>();
    RemoteWriteReader.Contents contents =
        new RemoteWriteReader(1 << 20)
            .read(
                version,
                body,
                new RemoteWriteReader.Sink() {
                  @Override
                  public void series(SeriesLabels labels) {
                    read.add(labels.metric() + labels.withoutMetric());
                  }

                  @Override
                  public void sample(double value, long timeMillis) {
                    read.add(value + "@" + timeMillis);
                  }
                });
    read.add(
        "%d,%d,%d,%d,%d"
            .formatted(
                contents.series(),
                contents.samples(),
                contents.histograms(),
                contents.exemplars(),
                contents.metadata()));
    return read;
  }
}
