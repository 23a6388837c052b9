package io.gputelemetry.telemetry;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Keeps values that were used lately, as many as their weights allow; those that were not used for
 * longest go first. Any thread may call.
 *
 * @param <K> keys, with equals and hashCode
 * @param <V> values
 */
public final class RecentlyUsed<K, V> {
  private final Map<K, V> values = new LinkedHashMap<>(16, 0.75f, true);
  private final long mostWeight;
  private final ToLongFunction<V> weight;
  private long allWeight;

  /**
   * Keeps nothing yet.
   *
   * @param mostWeight of all values together
   * @param weight of a value, always the same
   */
  public RecentlyUsed(long mostWeight, ToLongFunction<V> weight) {
    this.mostWeight = mostWeight;
    this.weight = weight;
  }

  /** The value of a key, if it is still there. */
  public synchronized Optional<V> get(K key) {
    return Optional.ofNullable(values.get(key));
  }

  /** Keeps a value, unless it alone is too heavy. */
  public synchronized void put(K key, V value) {
    long own = weight.applyAsLong(value);
    if (own > mostWeight) {
      return;
    }
    V before = values.put(key, value);
    allWeight += own - (before == null ? 0 : weight.applyAsLong(before));
    Iterator<V> oldest = values.values().iterator();
    while (allWeight > mostWeight) {
      allWeight -= weight.applyAsLong(oldest.next());
      oldest.remove();
    }
  }
}
