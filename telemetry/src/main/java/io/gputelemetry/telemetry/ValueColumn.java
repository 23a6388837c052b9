package io.gputelemetry.telemetry;

import java.util.Arrays;

/**
 * The values of a batch. What a GPU reports is nearly always a short decimal number, so a series is
 * written at the smallest decimal scale (0 to 9 digits) that gives each of its values back bit by
 * bit, as the difference to the series' previous value; a series for which there is none is written
 * as the exclusive-or of the bits. Each value takes at least one byte.
 */
final class ValueColumn {
  /** Stands for "bits" where a scale stands otherwise. */
  private static final int BITS = 10;

  private static final int MAX_SCALE = 9;
  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

  /*
   * Below this the product of a value and a power of ten is less than a quarter away from the whole
   * number that is meant, so that rounding finds it; dividing that number by the power, both exact,
   * then gives the double nearest to the decimal number, which is what a parser gives too.
   */
  private static final double MAX_SCALED = 1L << 50;

  private static final long NEGATIVE_ZERO = Long.MIN_VALUE;

  private ValueColumn() {}

  static void write(ByteWriter out, SampleBatch batch) {
    int[] scales = scales(batch);
    RunColumn.write(out, Arrays.stream(scales).asLongStream().toArray());
    long[] previous = new long[scales.length];
    for (int i = 0; i < batch.size(); i++) {
      int series = batch.series(i);
      int scale = scales[series];
      if (scale == BITS) {
        long bits = Double.doubleToRawLongBits(batch.value(i));
        out.varint(bits ^ previous[series]);
        previous[series] = bits;
      } else {
        long scaled = (long) Math.rint(batch.value(i) * POWERS[scale]);
        out.zigzag(scaled - previous[series]);
        previous[series] = scaled;
      }
    }
  }

  private static int[] scales(SampleBatch batch) {
    int[] scales = new int[batch.dictionary().size()];
    double[] largest = new double[scales.length];
    for (int i = 0; i < batch.size(); i++) {
      int series = batch.series(i);
      double value = batch.value(i);
      scales[series] = scale(scales[series], value);
      largest[series] = Math.max(largest[series], Math.abs(value));
    }
    for (int series = 0; series < scales.length; series++) {
      if (scales[series] < BITS && largest[series] * POWERS[scales[series]] > MAX_SCALED) {
        scales[series] = BITS;
      }
    }
    return scales;
  }

  /** The smallest scale from {@code atLeast} on at which the value is exact. */
  private static int scale(int atLeast, double value) {
    if (Double.doubleToRawLongBits(value) == NEGATIVE_ZERO) {
      return BITS;
    }
    for (int scale = atLeast; scale <= MAX_SCALE; scale++) {
      if (Math.rint(value * POWERS[scale]) / POWERS[scale] == value) {
        return scale;
      }
    }
    return BITS;
  }

  /** The values of the samples of these series; the caller has checked their number. */
  static double[] read(ByteReader in, int[] series, int dictionarySize) {
    int[] scales = RunColumn.readIndexes(in, dictionarySize, BITS + 1);
    long[] previous = new long[dictionarySize];
    double[] values = new double[series.length];
    for (int i = 0; i < values.length; i++) {
      int of = series[i];
      int scale = scales[of];
      if (scale == BITS) {
        previous[of] ^= in.varint();
        values[i] = Double.longBitsToDouble(previous[of]);
      } else {
        previous[of] += in.zigzag();
        values[i] = previous[of] / POWERS[scale];
      }
    }
    return values;
  }
}
