package io.gputelemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.gputelemetry.telemetry.Series;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BucketBuilderTest {
  private static final Series SERIES = Series.of("u", "m");
  private static final List<Double> MEDIAN = List.of(0.5);

  @Test
  void bucket_ofSummariesAndRows_isThatOfAllRows() {
    BucketBuilder builder = new BucketBuilder(List.of());
    builder.addSummary(3, -1, 4, 5, 30, 2);
    builder.add(40, 6);
    builder.addSummary(0, 0, 0, 0, 90, 0);
    builder.addSummary(2, 1, 1, 2, 20, 1);

    assertThat(builder.take(SERIES, 20))
        .isEqualTo(new Bucket(SERIES, 20, 6, -1, 6, 13, 40, 6, List.of()));
  }

  @Test
  void addSummary_whereQuantilesAreAsked_isABug() {
    assertThatIllegalStateException()
        .isThrownBy(() -> new BucketBuilder(MEDIAN).addSummary(1, 1, 1, 1, 1, 1))
        .withMessageStartingWith("BUG:");
  }

  @Test
  void take_withoutNumbers_isABug() {
    BucketBuilder builder = new BucketBuilder(List.of());
    builder.add(1, Double.NaN);

    assertThat(builder.isEmpty()).isTrue();
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.take(SERIES, 0))
        .withMessageStartingWith("BUG:");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Bucket(SERIES, 0, 0, 0, 0, 0, 0, 0, List.of()));
  }

  @Test
  void take_leavesNothingForTheNextBucket() {
    BucketBuilder builder = new BucketBuilder(List.of(0.0, 0.5, 1.0));
    for (int size : new int[] {3, BucketBuilder.EXACT_MAX + 1, 1, BucketBuilder.EXACT_MAX + 2, 2}) {
      double value = size;
      for (int i = 0; i < size; i++) {
        builder.add(-size, value);
      }
      Bucket bucket = builder.take(SERIES, size);
      assertThat(bucket)
          .isEqualTo(
              new Bucket(
                  SERIES,
                  size,
                  size,
                  value,
                  value,
                  value * size,
                  -size,
                  value,
                  List.of(value, value, value)));
      assertThat(builder.isEmpty()).isTrue();
    }
  }

  @Test
  void quantiles_atTheMostThatIsExact_andOneBeyond() {
    BucketBuilder builder = new BucketBuilder(List.of(0.1, 0.5));
    for (int i = BucketBuilder.EXACT_MAX; i > 0; i--) {
      builder.add(i, i);
    }
    assertThat(builder.take(SERIES, 0).quantiles()).containsExactly(6554.5, 32768.5);

    for (int i = BucketBuilder.EXACT_MAX; i >= 0; i--) {
      builder.add(i, i);
    }
    List<Double> beyond = builder.take(SERIES, 0).quantiles();
    assertThat(beyond).doesNotContain(6553.6, 32768.0);
    assertThat(beyond.get(0)).isCloseTo(6553.6, within(65.5));
    assertThat(beyond.get(1)).isCloseTo(32768, within(327.0));
  }

  @Test
  void quantiles_ofRandomNumbers_areThoseOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(9);
    for (int run = 0; run < 300; run++) {
      double[] values = random.doubles(1 + random.nextInt(50), -1e3, 1e3).toArray();
      List<Double> asked = random.doubles(5).boxed().toList();
      BucketBuilder builder = new BucketBuilder(asked);
      DoubleStream.of(values).forEach(value -> builder.add(1, value));
      List<Double> sorted = DoubleStream.of(values).sorted().boxed().toList();
      List<Double> found = builder.take(SERIES, 0).quantiles();
      for (int i = 0; i < asked.size(); i++) {
        assertThat(found.get(i))
            .isCloseTo(AggregateModel.quantile(sorted, asked.get(i)), within(1e-9));
      }
    }
  }

  @Test
  void quantile_betweenLargestNumbersOfBothSigns_doesNotOverflow() {
    BucketBuilder builder = new BucketBuilder(List.of(0.25, 0.5));
    builder.add(1, -Double.MAX_VALUE);
    builder.add(2, Double.MAX_VALUE);

    List<Double> found = builder.take(SERIES, 0).quantiles();
    assertThat(found.get(0)).isCloseTo(-Double.MAX_VALUE / 2, within(1e300));
    assertThat(found.get(1)).isZero();
  }

  @Test
  void add_onceGrown_allocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    BucketBuilder builder = new BucketBuilder(MEDIAN);
    fill(builder);
    builder.take(SERIES, 0);
    long before = threads.getCurrentThreadAllocatedBytes();
    fill(builder);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static void fill(BucketBuilder builder) {
    for (int i = 0; i < 3 * BucketBuilder.EXACT_MAX; i++) {
      builder.add(i, (i % 1_000) - 500);
    }
  }
}
