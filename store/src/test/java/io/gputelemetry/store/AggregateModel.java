package io.gputelemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.gputelemetry.telemetry.Series;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What a store should answer to an aggregate, in the plainest form, and the comparison. */
final class AggregateModel {
  /** No finite number of the rows is larger. */
  static final double NUMBER_MAX = 1e6;

  private static final BigInteger LOWEST = BigInteger.valueOf(Long.MIN_VALUE);

  private final NavigableMap<RowPosition, Double> rows = new TreeMap<>();

  void add(Series series, long time, double value) {
    rows.putIfAbsent(new RowPosition(time, series), value);
  }

  List<Bucket> answer(AggregateQuery query) {
    NavigableMap<BucketPosition, NavigableMap<Long, Double>> grouped = new TreeMap<>();
    rows.forEach((row, value) -> {
      BucketPosition position =
          new BucketPosition(row.series(), start(query, row.eventTimeMicros()));
      if (!Double.isNaN(value) && isAskedFor(query, row, position)) {
        grouped.computeIfAbsent(position, key -> new TreeMap<>()).put(row.eventTimeMicros(), value);
      }
    });
    return grouped.entrySet().stream()
        .limit(query.limit())
        .map(entry -> bucket(entry.getKey(), entry.getValue(), query.quantiles()))
        .toList();
  }

  private static long start(AggregateQuery query, long time) {
    BigInteger width = BigInteger.valueOf(query.widthMicros());
    BigInteger since =
        BigInteger.valueOf(time).subtract(BigInteger.valueOf(query.originMicros())).mod(width);
    return BigInteger.valueOf(time).subtract(since).max(LOWEST).longValueExact();
  }

  private static boolean isAskedFor(
      AggregateQuery query, RowPosition row, BucketPosition position) {
    return row.eventTimeMicros() >= query.fromMicros()
        && row.eventTimeMicros() < query.toMicros()
        && (query.metrics().isEmpty() || query.metrics().contains(row.series().metric()))
        && (query.uuids().isEmpty() || query.uuids().contains(row.series().uuid()))
        && (query.after().isEmpty() || position.compareTo(query.after().get()) > 0);
  }

  private static Bucket bucket(
      BucketPosition position, NavigableMap<Long, Double> rows, List<Double> quantiles) {
    List<Double> sorted = rows.values().stream().sorted().toList();
    Map.Entry<Long, Double> newest = rows.lastEntry();
    return new Bucket(
        position.series(),
        position.startMicros(),
        sorted.size(),
        sorted.getFirst(),
        sorted.getLast(),
        sum(sorted),
        newest.getKey(),
        newest.getValue(),
        quantiles.stream().map(quantile -> quantile(sorted, quantile)).toList());
  }

  private static double sum(List<Double> values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Type 7, with the rule of {@link Bucket} for infinities. */
  static double quantile(List<Double> sorted, double quantile) {
    double place = (sorted.size() - 1) * quantile;
    double lower = sorted.get((int) Math.floor(place));
    double upper = sorted.get((int) Math.ceil(place));
    double share = place - Math.floor(place);
    if (Double.isInfinite(lower) && Double.isInfinite(upper)) {
      return share < 0.5 ? lower : upper;
    }
    if (share == 0 || Double.isInfinite(lower)) {
      return lower;
    }
    return lower + (upper - lower) * share;
  }

  /** Compares answers; sums and quantiles up to rounding, all else bit by bit. */
  void assertSame(List<Bucket> found, AggregateQuery query) {
    List<Bucket> expected = answer(query);
    assertThat(found.stream().map(AggregateModel::exact).toList())
        .as("%s", query)
        .containsExactlyElementsOf(expected.stream().map(AggregateModel::exact).toList());
    for (int i = 0; i < found.size(); i++) {
      assertClose(found.get(i), expected.get(i));
    }
  }

  private static Bucket exact(Bucket bucket) {
    return new Bucket(
        bucket.series(),
        bucket.startMicros(),
        bucket.count(),
        bucket.min(),
        bucket.max(),
        0,
        bucket.lastTimeMicros(),
        bucket.last(),
        List.of());
  }

  private static void assertClose(Bucket found, Bucket expected) {
    double size = Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
    double rounding = 1e-12 * expected.count() * Math.min(size, NUMBER_MAX);
    List<Double> figures = new ArrayList<>(found.quantiles());
    figures.add(found.sum());
    figures.add(found.mean());
    List<Double> right = new ArrayList<>(expected.quantiles());
    right.add(expected.sum());
    right.add(expected.mean());
    assertThat(figures).hasSameSizeAs(right);
    for (int i = 0; i < right.size(); i++) {
      if (Double.isFinite(right.get(i))) {
        assertThat(figures.get(i)).as("%s", found).isCloseTo(right.get(i), within(rounding));
      } else {
        assertThat(figures.get(i)).as("%s", found).isEqualTo(right.get(i));
      }
    }
  }
}
