package io.gputelemetry.streamer.source;

import io.gputelemetry.telemetry.Series;
import io.gputelemetry.telemetry.SeriesIdentity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The series of a source by index. Two entries can be of the same series when its attribution
 * changes; they share a key, because event times must differ within a series.
 */
public final class SeriesTable {
  private final List<SeriesIdentity> identities;
  private final int[] keys;
  private final int keyCount;

  public SeriesTable(List<SeriesIdentity> identities) {
    this.identities = List.copyOf(identities);
    this.keys = new int[identities.size()];
    Map<Series, Integer> known = new HashMap<>();
    for (int i = 0; i < keys.length; i++) {
      Series series = this.identities.get(i).series();
      Integer key = known.putIfAbsent(series, known.size());
      keys[i] = key == null ? known.size() - 1 : key;
    }
    this.keyCount = known.size();
  }

  /** The dictionary; always the same list. */
  public List<SeriesIdentity> identities() {
    return identities;
  }

  /** Entries. */
  public int size() {
    return keys.length;
  }

  /** A number from 0 that entries share exactly when they are of the same series. */
  public int key(int index) {
    return keys[index];
  }

  /** Series, not counting one twice. */
  public int keyCount() {
    return keyCount;
  }
}
