package io.gputelemetry.embedded.sealed;

/**
 * What the index says of one chunk. A chunk with a value that is not a number has no {@code min},
 * {@code max} and {@code sum}: they are NaN.
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

  /** Whether minimum, maximum and sum tell of all rows. */
  public boolean isSummed() {
    return !Double.isNaN(sum) && !Double.isNaN(min);
  }

  /** The entry of a chunk that was just written. */
  static IndexEntry of(int series, Columns rows, long position, int length, int crc) {
    double min = rows.values[0];
    double max = min;
    double sum = 0;
    for (int i = 0; i < rows.size; i++) {
      double value = rows.values[i];
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
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
