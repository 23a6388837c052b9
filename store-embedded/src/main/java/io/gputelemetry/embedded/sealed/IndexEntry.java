package io.gputelemetry.embedded.sealed;

import java.nio.ByteBuffer;

/**
 * What the index says of one chunk. Minimum, maximum and sum leave out what is not a number; they
 * are NaN if nothing else is there.
 *
 * @param series number of the series in the catalog
 * @param count rows
 * @param position first byte in the file
 * @param length bytes
 * @param crc CRC32C of these bytes
 * @param lastDescription description of the last row
 */
public record IndexEntry(
    int series,
    int count,
    long position,
    int length,
    int crc,
    long firstTime,
    long lastTime,
    int lastDescription,
    double lastValue,
    double min,
    double max,
    double sum) {

  /** Encoded size. */
  static final int BYTES = 76;

  void encode(ByteBuffer target) {
    target.putInt(series).putInt(count).putLong(position).putInt(length).putInt(crc);
    target.putLong(firstTime).putLong(lastTime).putInt(lastDescription);
    target.putDouble(lastValue).putDouble(min).putDouble(max).putDouble(sum);
  }

  static IndexEntry decode(ByteBuffer source, int at) {
    return new IndexEntry(
        source.getInt(at),
        source.getInt(at + 4),
        source.getLong(at + 8),
        source.getInt(at + 16),
        source.getInt(at + 20),
        source.getLong(at + 24),
        source.getLong(at + 32),
        source.getInt(at + 40),
        source.getDouble(at + 44),
        source.getDouble(at + 52),
        source.getDouble(at + 60),
        source.getDouble(at + 68));
  }

  /** The entry of a chunk that was just written. */
  static IndexEntry of(int series, Columns rows, long position, int length, int crc) {
    double min = Double.NaN;
    double max = Double.NaN;
    double sum = Double.NaN;
    for (int i = 0; i < rows.size; i++) {
      double value = rows.values[i];
      if (Double.isNaN(value)) {
        continue;
      }
      boolean first = Double.isNaN(min);
      min = first ? value : Math.min(min, value);
      max = first ? value : Math.max(max, value);
      sum = first ? value : sum + value;
    }
    int last = rows.size - 1;
    return new IndexEntry(
        series,
        rows.size,
        position,
        length,
        crc,
        rows.times[0],
        rows.times[last],
        rows.descriptions[last],
        rows.values[last],
        min,
        max,
        sum);
  }
}
