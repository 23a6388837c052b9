package io.gputelemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.gputelemetry.telemetry.Series;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AggregateQueryTest {
  private static final Series SERIES = Series.of("u", "m");

  @Test
  void constructor_whatCannotBe_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> query(0, 0, List.of(), 1))
        .withMessage("widthMicros must be at least 1, not 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> query(Long.MIN_VALUE, 0, List.of(), 1))
        .withMessageContaining("widthMicros");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> query(1, 0, List.of(), 0))
        .withMessage("limit must be at least 1, not 0");
    for (double quantile : new double[] {-1e-9, 1.0000001, Double.NaN, 95}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> query(1, 0, List.of(0.5, quantile), 1))
          .withMessage("a quantile is from 0 to 1, not " + quantile);
    }
    assertThat(query(1, 0, Collections.nCopies(16, 1.0), 1).quantiles()).hasSize(16);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> query(1, 0, Collections.nCopies(17, 1.0), 1))
        .withMessage("at most 16 quantiles, not 17");
  }

  @Test
  void bucket_ofAnyTimeWidthAndOrigin_isThatOfWholeNumbers() {
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 20_000; i++) {
      long width = 1 + (any(random) & Long.MAX_VALUE) % Long.MAX_VALUE;
      long origin = any(random);
      long time = any(random);
      AggregateQuery query = query(width, origin, List.of(), 1);
      BigInteger start =
          BigInteger.valueOf(time)
              .subtract(
                  BigInteger.valueOf(time)
                      .subtract(BigInteger.valueOf(origin))
                      .mod(BigInteger.valueOf(width)));
      assertThat(query.bucketStart(time)).as("%s in %s", time, query).isEqualTo(held(start));
      assertThat(query.bucketEnd(time))
          .as("%s in %s", time, query)
          .isEqualTo(held(start.add(BigInteger.valueOf(width))));
    }
  }

  /** Small ones, large ones, and those at the ends. */
  private static long any(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> Long.MIN_VALUE + random.nextInt(4);
      case 1 -> Long.MAX_VALUE - random.nextInt(4);
      case 2 -> random.nextInt(-9, 9);
      default -> random.nextLong();
    };
  }

  private static long held(BigInteger time) {
    return time.max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  @Test
  void firstMicros_behindTheCursor_orNothing() {
    AggregateQuery query = query(10, 0, List.of(), 1);
    assertThat(query.firstMicros(SERIES)).isEqualTo(query.fromMicros()).isEqualTo(-50);

    AggregateQuery rest = query.from(new BucketPosition(SERIES, 20), 7);
    assertThat(rest.limit()).isEqualTo(7);
    assertThat(rest.firstMicros(SERIES)).isEqualTo(30);
    assertThat(rest.firstMicros(Series.of("u", "n"))).isEqualTo(-50);
    assertThat(rest.firstMicros(Series.of("u", "l"))).isEqualTo(90);
    assertThat(rest.matches(SERIES)).isTrue();
    assertThat(rest.matches(Series.of("u", "l"))).isFalse();
    AggregateQuery early = query.from(new BucketPosition(SERIES, -100), 7);
    assertThat(early.firstMicros(SERIES)).isEqualTo(-50);
  }

  private static AggregateQuery query(long width, long origin, List<Double> quantiles, int limit) {
    return new AggregateQuery(
        Set.of(), Set.of(), -50, 90, width, origin, quantiles, Optional.empty(), limit);
  }
}
