package io.gputelemetry.store;

import static io.gputelemetry.store.BatchOf.series;
import static io.gputelemetry.store.BatchOf.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.gputelemetry.telemetry.Attribution;
import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The part of the contract about what a bucket sums up. */
public abstract class SampleStoreAggregateContract extends SampleStoreBucketContract {
  private static final int SEEDS = 12;

  @Test
  void aggregate_bucket_allFigures() throws Exception {
    store.append(
        new BatchOf()
            .row(series(1, UTIL), 10, 5)
            .row(series(1, UTIL), 12, 1)
            .row(series(1, UTIL), 17, 9)
            .row(series(1, UTIL), 19, 3)
            .build());
    for (int i = 0; i < 2; i++) {
      List<Bucket> found = buckets(window(0, 100, 10, 0, List.of(0.5, 0.0, 1.0, 0.75, 0.5)));
      Bucket expected =
          new Bucket(
              Series.of(uuid(1), UTIL), 10, 4, 1, 9, 18, 19, 3, List.of(4.0, 1.0, 9.0, 6.0, 4.0));
      assertThat(found).containsExactly(expected);
      assertThat(found.getFirst().mean()).isEqualTo(4.5);
      store = reopen(store);
    }
  }

  @Test
  void aggregate_severalSeries_byGpuThenMetricThenStart() throws Exception {
    store.append(fleet(2, 4, 0));
    Series link = new Series(uuid(0), "", UTIL, new TreeMap<>(Map.of("link", "1")));
    Series instance = new Series(uuid(0), "3", UTIL, new TreeMap<>());
    for (Series series : List.of(link, instance)) {
      store.append(single(new SeriesIdentity(series, BatchOf.gpu(0), Attribution.NONE), 1, 8));
    }
    store = reopen(store);

    assertThat(buckets(AggregateQuery.all(2_000)))
        .extracting(Bucket::series, Bucket::startMicros, Bucket::last)
        .containsExactly(
            tuple(link, 0L, 8.0),
            tuple(Series.of(uuid(0), UTIL), 0L, 1.0),
            tuple(Series.of(uuid(0), UTIL), 2_000L, 3.0),
            tuple(instance, 0L, 8.0),
            tuple(Series.of(uuid(0), POWER), 0L, 200.125),
            tuple(Series.of(uuid(0), POWER), 2_000L, 200.375),
            tuple(Series.of(uuid(1), UTIL), 0L, 1.0),
            tuple(Series.of(uuid(1), UTIL), 2_000L, 3.0),
            tuple(Series.of(uuid(1), POWER), 0L, 200.125),
            tuple(Series.of(uuid(1), POWER), 2_000L, 200.375));
  }

  @Test
  void aggregate_filters_onlyThoseThatMatch() throws Exception {
    store.append(fleet(4, 3, 0));
    store = reopen(store);
    Set<String> some = Set.of(uuid(3), uuid(1), "GPU-none");

    assertThat(buckets(filtered(Set.of(POWER, "none"), some)))
        .extracting(Bucket::series, Bucket::count)
        .containsExactly(
            tuple(Series.of(uuid(1), POWER), 3L), tuple(Series.of(uuid(3), POWER), 3L));
    assertThat(buckets(filtered(Set.of("none"), Set.of()))).isEmpty();
    assertThat(buckets(filtered(Set.of(), Set.of("GPU-none")))).isEmpty();
  }

  private static AggregateQuery filtered(Set<String> metrics, Set<String> uuids) {
    return new AggregateQuery(metrics, uuids, 0, 1L << 50, 1L << 40, 0, NONE, Optional.empty(), 99);
  }

  @Test
  void aggregate_lateRowsAndRepeats_countedOnceWhereTheyBelong() throws Exception {
    store.append(single(series(1, UTIL), 15, 1));
    store.append(single(series(1, UTIL), 25, 2));
    store = reopen(store);
    store.append(single(series(1, UTIL), 11, 3));
    store.append(single(series(1, UTIL), 15, 1));
    store.append(single(series(1, UTIL), 15, 99));
    store = reopen(store);
    store.append(single(series(1, UTIL), 9, 4));

    assertThat(buckets(window(0, 100, 10, 0)))
        .extracting(Bucket::startMicros, Bucket::count, Bucket::sum, Bucket::last)
        .containsExactly(
            tuple(0L, 1L, 4.0, 4.0), tuple(10L, 2L, 4.0, 1.0), tuple(20L, 1L, 2.0, 2.0));
  }

  @Test
  void aggregate_notANumber_isNotCountedAtAll() throws Exception {
    store.append(
        new BatchOf()
            .row(series(1, UTIL), 1, Double.NaN)
            .row(series(1, UTIL), 12, 7)
            .row(series(1, UTIL), 13, Double.NaN)
            .row(series(1, UTIL), 25, Double.NaN)
            .row(series(2, UTIL), 5, Double.NaN)
            .build());
    store = reopen(store);

    for (List<Double> quantiles : List.of(NONE, List.of(0.0, 0.99))) {
      List<Double> expected = quantiles.isEmpty() ? NONE : List.of(7.0, 7.0);
      assertThat(buckets(window(0, 100, 10, 0, quantiles)))
          .containsExactly(new Bucket(Series.of(uuid(1), UTIL), 10, 1, 7, 7, 7, 12, 7, expected));
    }
  }

  @Test
  void aggregate_infinitiesAndNegativeZero_areNumbers() throws Exception {
    double infinite = Double.POSITIVE_INFINITY;
    store.append(
        new BatchOf()
            .row(series(1, UTIL), 1, 0.0)
            .row(series(1, UTIL), 2, -0.0)
            .row(series(1, UTIL), 11, infinite)
            .row(series(1, UTIL), 12, 5)
            .row(series(1, UTIL), 21, infinite)
            .row(series(1, UTIL), 22, -infinite)
            .row(series(1, UTIL), 31, -infinite)
            .build());
    store = reopen(store);

    List<Bucket> found = buckets(window(0, 100, 10, 0, List.of(0.0, 0.25, 0.75, 1.0)));
    assertThat(found)
        .extracting(Bucket::min, Bucket::max, Bucket::sum, Bucket::last, Bucket::quantiles)
        .containsExactly(
            tuple(-0.0, 0.0, 0.0, -0.0, List.of(-0.0, -0.0, -0.0, 0.0)),
            tuple(5.0, infinite, infinite, 5.0, List.of(5.0, infinite, infinite, infinite)),
            tuple(
                -infinite,
                infinite,
                Double.NaN,
                -infinite,
                List.of(-infinite, -infinite, infinite, infinite)),
            tuple(-infinite, -infinite, -infinite, -infinite, Collections.nCopies(4, -infinite)));
  }

  @Test
  void aggregate_randomRows_asTheModelSays() throws Exception {
    for (int seed = 1; seed <= SEEDS; seed++) {
      new Run(seed).run();
    }
  }

  /** Rows, late ones and repeats among them, and queries of every kind. */
  private final class Run {
    private final SplittableRandom random;
    private final AggregateModel model = new AggregateModel();
    private final List<SeriesIdentity> all;
    private long clock;

    Run(int seed) {
      random = new SplittableRandom(seed);
      clock = random.nextLong(-20_000, 20_000);
      // Each run has GPUs of its own, so the rows of others are in no one's way.
      int gpu = 10 * seed;
      Series link = new Series(uuid(gpu), "", UTIL, new TreeMap<>(Map.of("link", "1")));
      all =
          List.of(
              series(gpu, UTIL),
              series(gpu, POWER),
              new SeriesIdentity(link, BatchOf.gpu(gpu), Attribution.NONE),
              series(gpu + 1, UTIL),
              series(gpu + 2, TEMP));
    }

    void run() throws Exception {
      for (int step = 0; step < 6; step++) {
        append();
        if (random.nextInt(3) == 0) {
          store = reopen(store);
        }
        AggregateQuery query = query();
        model.assertSame(buckets(query), query);
        AggregateQuery whole = limited(query, 1 << 30);
        assertThat(pages(whole, 1 + random.nextInt(40))).isEqualTo(buckets(whole));
      }
    }

    private void append() {
      BatchOf batch = new BatchOf();
      for (int left = 1 + random.nextInt(150); left > 0; left--) {
        SeriesIdentity series = all.get(random.nextInt(all.size()));
        clock += random.nextInt(20);
        long time = random.nextInt(4) == 0 ? clock - random.nextInt(9_000) : clock;
        double value = value();
        batch.row(series, time, value);
        model.add(series.series(), time, value);
      }
      store.append(batch.build());
    }

    private double value() {
      return switch (random.nextInt(24)) {
        case 0, 1 -> Double.NaN;
        case 2 -> Double.POSITIVE_INFINITY;
        case 3 -> Double.NEGATIVE_INFINITY;
        case 4 -> -0.0;
        case 5 -> 0.0;
        case 6 -> random.nextDouble(-AggregateModel.NUMBER_MAX, AggregateModel.NUMBER_MAX);
        default -> random.nextInt(-5, 100) / 4.0;
      };
    }

    private AggregateQuery query() {
      long from = random.nextInt(5) == 0 ? Long.MIN_VALUE : clock - random.nextInt(9_000);
      long to = random.nextInt(5) == 0 ? Long.MAX_VALUE : from + random.nextInt(9_000);
      long[] widths = {1, 2, 10, 1_000, Long.MAX_VALUE, 1 + random.nextInt(3_000)};
      long[] origins = {0, from, random.nextLong()};
      SeriesIdentity some = all.get(random.nextInt(all.size()));
      Set<String> own = Set.of(all.get(0).gpu().uuid(), all.get(3).gpu().uuid());
      Optional<BucketPosition> after =
          random.nextInt(3) > 0
              ? Optional.empty()
              : Optional.of(new BucketPosition(some.series(), clock - random.nextInt(9_000)));
      return new AggregateQuery(
          random.nextBoolean() ? Set.of() : Set.of(UTIL, TEMP),
          random.nextBoolean() ? own : Set.of(some.gpu().uuid()),
          from,
          to,
          widths[random.nextInt(widths.length)],
          origins[random.nextInt(origins.length)],
          random.doubles(random.nextInt(4)).boxed().toList(),
          after,
          1 + random.nextInt(60));
    }
  }

  @Test
  void aggregate_quantilesOfFewNumbers_exact() throws Exception {
    List<Double> values =
        new ArrayList<>(IntStream.range(0, 1_000).mapToObj(i -> i * 0.5).toList());
    Collections.shuffle(values, new Random(7));
    append(values);
    store = reopen(store);

    Bucket bucket =
        buckets(window(0, 10_000, 10_000, 0, List.of(0.0, 0.5, 0.95, 0.999, 1.0))).getFirst();

    assertThat(bucket.quantiles())
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
        .containsExactly(0.0, 249.75, 474.525, 499.0005, 499.5);
  }

  @Test
  void aggregate_quantilesOfManyNumbers_withinOnePercent() {
    SplittableRandom random = new SplittableRandom(3);
    List<Double> values =
        Stream.generate(() -> number(random)).limit(BucketBuilder.EXACT_MAX + 5_000).toList();
    append(values);
    List<Double> sorted = values.stream().sorted().toList();
    List<Double> asked = List.of(0.0, 0.01, 0.2, 0.45, 0.5, 0.55, 0.9, 0.999, 1.0);

    Bucket bucket = buckets(window(0, 1L << 40, 1L << 40, 0, asked)).getFirst();

    assertThat(bucket.count()).isEqualTo(values.size());
    for (int i = 0; i < asked.size(); i++) {
      double right = AggregateModel.quantile(sorted, asked.get(i));
      assertThat(bucket.quantiles().get(i))
          .as("quantile %s", asked.get(i))
          .isCloseTo(right, within(Math.abs(right) * 0.01));
    }
    assertThat(bucket.quantiles().getFirst()).isEqualTo(sorted.getFirst());
    assertThat(bucket.quantiles().getLast()).isEqualTo(sorted.getLast());
  }

  /** Of both signs and many sizes; some are zero. */
  private static double number(SplittableRandom random) {
    double size = Math.exp(random.nextDouble(-9, 14));
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1, 2 -> -size;
      default -> size;
    };
  }

  private void append(List<Double> values) {
    for (int from = 0; from < values.size(); from += 10_000) {
      BatchOf batch = new BatchOf();
      for (int i = from; i < Math.min(values.size(), from + 10_000); i++) {
        batch.row(series(1, UTIL), i, values.get(i));
      }
      store.append(batch.build());
    }
  }
}
