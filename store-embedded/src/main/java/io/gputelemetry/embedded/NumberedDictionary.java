package io.gputelemetry.embedded;

import io.gputelemetry.embedded.catalog.Catalog;
import io.gputelemetry.embedded.catalog.Description;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.List;

/**
 * The catalog's numbers for the dictionary of a batch. Known ones are looked up by the thread that
 * appends, so that the owner thread only has to deal with new ones.
 */
final class NumberedDictionary {
  private final List<SeriesIdentity> dictionary;
  private final int[] series;
  private final int[] descriptions;
  private boolean complete = true;

  /** Looks up what has numbers. */
  NumberedDictionary(List<SeriesIdentity> dictionary, Catalog catalog) {
    this.dictionary = dictionary;
    series = new int[dictionary.size()];
    descriptions = new int[dictionary.size()];
    for (int i = 0; i < series.length; i++) {
      SeriesIdentity identity = dictionary.get(i);
      series[i] = catalog.idOfSeries(identity.series());
      descriptions[i] = catalog.idOfDescription(description(identity));
      complete &= series[i] != Catalog.UNKNOWN && descriptions[i] != Catalog.UNKNOWN;
    }
  }

  private static Description description(SeriesIdentity identity) {
    return new Description(identity.gpu(), identity.attribution());
  }

  /** Gives numbers to the rest; by the owner thread, inside a change. */
  void complete(Catalog catalog) {
    for (int i = 0; i < series.length && !complete; i++) {
      SeriesIdentity identity = dictionary.get(i);
      series[i] = catalog.addSeries(identity.series());
      descriptions[i] = catalog.addDescription(description(identity));
    }
    complete = true;
  }

  /** Series it has. */
  int size() {
    return series.length;
  }

  /** Whether everything has numbers, so that it holds for any batch with the same dictionary. */
  boolean isComplete() {
    return complete;
  }

  int series(int index) {
    return series[index];
  }

  int description(int index) {
    return descriptions[index];
  }
}
