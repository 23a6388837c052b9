package io.gputelemetry.store;

import java.util.Arrays;

/**
 * Counts numbers by their logarithm, so that the number at any rank is known within 1 %, whatever
 * the numbers are. The idea is that of DDSketch: Masson, Rim, Lee, "DDSketch: a fast and
 * fully-mergeable quantile sketch with relative-error guarantees", VLDB 2019. Bins are never merged
 * here: all doubles of one sign have fewer than 72,000 of them, so memory is bounded, by 1.2 MB,
 * and the error too.
 */
final class LogHistogram {
  /** A little less than promised, for the rounding of logarithms. */
  private static final double ERROR = 0.0099;

  /*
   * Bin i counts the numbers above g^(i-1) and up to g^i, where g = (1 + e) / (1 - e). The number
   * that stands for them is 2 g^i / (g + 1): at the upper border it is too small by the share e, at
   * the lower one too large by the same.
   */
  private static final double WIDTH = Math.log((1 + ERROR) / (1 - ERROR));

  private static final double TO_MIDDLE = Math.log(2 / (Math.exp(WIDTH) + 1));

  private static final int LOWEST = bin(Double.MIN_NORMAL);
  private static final int HIGHEST = bin(Double.MAX_VALUE);

  private final Bins negative = new Bins();
  private final Bins positive = new Bins();
  private long negativeInfinities;
  private long zeros;

  /** Counts a number; not NaN. */
  void add(double number) {
    double size = Math.abs(number);
    if (size < Double.MIN_NORMAL) {
      zeros++;
    } else if (size > Double.MAX_VALUE) {
      // What is above all others needs no count of its own.
      negativeInfinities += number < 0 ? 1 : 0;
    } else {
      (number < 0 ? negative : positive).add(bin(size));
    }
  }

  /** About the number at a place in their order, from 0. */
  double number(long rank) {
    long left = rank - negativeInfinities;
    if (left < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (left < negative.total) {
      return -middle(negative.bin(negative.total - 1 - left));
    }
    left -= negative.total;
    if (left < zeros) {
      return 0;
    }
    left -= zeros;
    return left < positive.total ? middle(positive.bin(left)) : Double.POSITIVE_INFINITY;
  }

  private static int bin(double size) {
    return (int) Math.ceil(Math.log(size) / WIDTH);
  }

  private static double middle(int bin) {
    return Math.min(Double.MAX_VALUE, Math.exp(bin * WIDTH + TO_MIDDLE));
  }

  /** Forgets all numbers and keeps the memory. */
  void clear() {
    negative.clear();
    positive.clear();
    negativeInfinities = 0;
    zeros = 0;
  }

  /** How many numbers are in each bin, from the lowest to the highest bin that was ever used. */
  private static final class Bins {
    private static final int FIRST_CAPACITY = 256;

    private long[] counts = new long[0];
    private int first;
    private long total;

    void add(int bin) {
      if (bin < first || bin - first >= counts.length) {
        cover(bin);
      }
      counts[bin - first]++;
      total++;
    }

    /** Grows to where the bin is and half as much beyond it, but not beyond what a double has. */
    private void cover(int bin) {
      int end = counts.length == 0 ? bin : first + counts.length;
      int start = counts.length == 0 ? bin : first;
      int spare = Math.max(FIRST_CAPACITY, counts.length) / 2;
      int newFirst = bin < start ? Math.max(LOWEST, bin - spare) : start;
      int newEnd = bin < end ? end : Math.min(HIGHEST, bin + spare) + 1;
      long[] grown = new long[newEnd - newFirst];
      System.arraycopy(counts, 0, grown, start - newFirst, counts.length);
      counts = grown;
      first = newFirst;
    }

    /** The bin of the number at a place among these. */
    int bin(long rank) {
      long left = rank;
      int bin = 0;
      while (left >= counts[bin]) {
        left -= counts[bin];
        bin++;
      }
      return first + bin;
    }

    void clear() {
      Arrays.fill(counts, 0);
      total = 0;
    }
  }
}
