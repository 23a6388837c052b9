package io.gputelemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LogHistogramTest {
  private static final int RUNS = 200;
  private static final long BYTES_MAX = 1_200_000;

  @Test
  void number_atEveryRank_withinOnePercent() {
    LogHistogram histogram = new LogHistogram();
    for (int run = 0; run < RUNS; run++) {
      SplittableRandom random = new SplittableRandom(run);
      double[] numbers = new double[1 + random.nextInt(200)];
      int kinds = 1 + random.nextInt(7);
      Arrays.setAll(numbers, i -> number(random.nextInt(kinds), random));
      for (double number : numbers) {
        histogram.add(number);
      }
      Arrays.sort(numbers);
      for (int rank = 0; rank < numbers.length; rank++) {
        assertClose(histogram.number(rank), numbers[rank]);
      }
      histogram.clear();
    }
  }

  private static double number(int kind, SplittableRandom random) {
    return switch (kind) {
      case 0 -> random.nextInt(100);
      case 1 -> -random.nextInt(100);
      case 2 -> Math.exp(random.nextDouble(-708, 709));
      case 3 -> -Math.exp(random.nextDouble(-708, 709));
      case 4 -> random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE;
      case 5 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      default -> random.nextBoolean() ? Double.MIN_NORMAL : -0.0;
    };
  }

  private static void assertClose(double found, double number) {
    if (Double.isInfinite(number)) {
      assertThat(found).isEqualTo(number);
    } else {
      assertThat(found).isCloseTo(number, within(Math.abs(number) * 0.01));
    }
  }

  @Test
  void number_closerToZeroThanAnyNormalOne_isZero() {
    LogHistogram histogram = new LogHistogram();
    histogram.add(Double.MIN_VALUE);
    histogram.add(-Double.MIN_VALUE);

    assertThat(histogram.number(0)).isZero();
    assertThat(histogram.number(1)).isZero();
  }

  @Test
  void memory_whateverTheNumbersAre_isBounded() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] ends = {1, Double.MIN_NORMAL, Double.MAX_VALUE};
    for (int first = 0; first < ends.length; first++) {
      LogHistogram histogram = new LogHistogram();
      for (int i = 0; i < ends.length; i++) {
        double end = ends[(first + i) % ends.length];
        histogram.add(end);
        histogram.add(-end);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (double size = Double.MIN_NORMAL; size < Double.MAX_VALUE / 2; size *= 1.5) {
        histogram.add(size);
        histogram.add(-size);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(BYTES_MAX / 100);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    LogHistogram histogram = new LogHistogram();
    histogram.add(Double.MAX_VALUE);
    histogram.add(Double.MIN_NORMAL);
    histogram.add(-Double.MIN_NORMAL);
    histogram.add(-Double.MAX_VALUE);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .isBetween(BYTES_MAX * 9 / 10, BYTES_MAX);
  }
}
