package io.gputelemetry.telemetry;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One metric of one GPU: the key of everything that is stored. Two samples belong to the same
 * series exactly when these four are equal; pods, namespaces and other attribution are never part
 * of it.
 *
 * @param uuid the GPU's uuid
 * @param migInstance the MIG instance, or empty for the whole GPU
 * @param metric the classic DCGM field name, for example {@code DCGM_FI_DEV_GPU_UTIL}
 * @param identityLabels labels that tell apart values of the same metric, such as a link or an
 *     error type; usually empty
 */
public record Series(
    String uuid, String migInstance, String metric, SortedMap<String, String> identityLabels)
    implements Comparable<Series> {

  private static final Comparator<Series> ORDER =
      Comparator.comparing(Series::metric)
          .thenComparing(Series::uuid)
          .thenComparing(Series::migInstance)
          .thenComparing(series -> series.identityLabels().toString());

  public Series {
    if (uuid.isEmpty() || metric.isEmpty()) {
      throw new IllegalArgumentException("a series needs a uuid and a metric");
    }
    identityLabels = labels(identityLabels);
  }

  /** A copy that cannot change; the same one for all series without labels. */
  static SortedMap<String, String> labels(SortedMap<String, String> labels) {
    return labels.isEmpty()
        ? Collections.emptySortedMap()
        : Collections.unmodifiableSortedMap(new TreeMap<>(labels));
  }

  /** The series of a metric of a whole GPU, without identity labels. */
  public static Series of(String uuid, String metric) {
    return new Series(uuid, "", metric, Collections.emptySortedMap());
  }

  /**
   * Orders by metric, then uuid, MIG instance and labels: the second part of the row order of every
   * store.
   */
  @Override
  public int compareTo(Series other) {
    return ORDER.compare(this, other);
  }
}
