package io.gputelemetry.embedded.catalog;

import io.gputelemetry.store.LatestQuery;
import io.gputelemetry.telemetry.Series;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * The numbers of the series of one metric. They are put in order when somebody asks for them: a
 * start reads all series and most metrics are asked for later, if at all. Added to inside a change;
 * any number of readers may ask at once.
 */
final class MetricSeries {
  private int[] added = new int[8];
  private int size;
  private volatile int[] inOrder = new int[0];

  void add(int series) {
    if (size == added.length) {
      added = Arrays.copyOf(added, size * 2);
    }
    added[size++] = series;
  }

  boolean hasAny(IntPredicate series) {
    for (int i = 0; i < size; i++) {
      if (series.test(added[i])) {
        return true;
      }
    }
    return false;
  }

  /** All of them in the order of a query for the latest values; not to be changed. */
  int[] inOrder(List<Series> series) {
    int[] known = inOrder;
    if (known.length < size) {
      known = sorted(series);
      inOrder = known;
    }
    return known;
  }

  private int[] sorted(List<Series> series) {
    Integer[] all = new Integer[size];
    for (int i = 0; i < size; i++) {
      all[i] = added[i];
    }
    Arrays.sort(all, Comparator.comparing(series::get, LatestQuery.ORDER));
    return Arrays.stream(all).mapToInt(Integer::intValue).toArray();
  }
}
