package io.gputelemetry.broker.ledger;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/** How often the messages of a group failed, as ranges of offsets; what is not in it never did. */
final class FailureCounts {
  private record Range(long to, int failures) {}

  private final TreeMap<Long, Range> byFrom = new TreeMap<>();

  /** How often this one failed. */
  int at(long offset) {
    Map.Entry<Long, Range> range = byFrom.floorEntry(offset);
    return range == null || range.getValue().to() <= offset ? 0 : range.getValue().failures();
  }

  /** The offset behind {@code offset}, at most {@code end}, from which on the count is another. */
  long sameUntil(long offset, long end) {
    Map.Entry<Long, Range> range = byFrom.floorEntry(offset);
    if (range != null && range.getValue().to() > offset) {
      return Math.min(end, range.getValue().to());
    }
    Long next = byFrom.higherKey(offset);
    return next == null ? end : Math.min(end, next);
  }

  void set(long from, long to, int failures) {
    clear(from, to);
    if (failures > 0) {
      byFrom.put(from, new Range(to, failures));
    }
  }

  void clear(long from, long to) {
    if (!byFrom.isEmpty()) {
      split(from);
      split(to);
      byFrom.subMap(from, to).clear();
    }
  }

  void clear() {
    byFrom.clear();
  }

  private void split(long at) {
    Map.Entry<Long, Range> below = byFrom.lowerEntry(at);
    if (below != null && below.getValue().to() > at) {
      Range whole = below.getValue();
      byFrom.put(below.getKey(), new Range(at, whole.failures()));
      byFrom.put(at, whole);
    }
  }

  void encode(StateWriter out) {
    out.number(byFrom.size());
    byFrom.forEach((from, range) -> out.number(from).number(range.to()).number(range.failures()));
  }

  void decode(ByteBuffer source) {
    for (int i = StateFormat.count(source, Integer.MAX_VALUE); i > 0; i--) {
      long from = StateFormat.number(source);
      long to = StateFormat.number(source);
      byFrom.put(from, new Range(to, StateFormat.count(source, Integer.MAX_VALUE)));
    }
  }
}
