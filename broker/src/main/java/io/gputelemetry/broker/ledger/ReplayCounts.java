package io.gputelemetry.broker.ledger;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often messages were dead letters and were replayed, by offset. Forgotten when every group is
 * done with them.
 */
final class ReplayCounts {
  /** More are not kept account of; the oldest are forgotten first. */
  static final int MOST = 100_000;

  private final TreeMap<Long, Integer> byOffset = new TreeMap<>();

  int at(long offset) {
    return byOffset.getOrDefault(offset, 0);
  }

  /** Nothing below {@code needed} will be asked for. */
  void set(long offset, int times, long needed) {
    byOffset.headMap(needed).clear();
    byOffset.put(offset, times);
    if (byOffset.size() > MOST) {
      byOffset.pollFirstEntry();
    }
  }

  void encode(StateWriter out) {
    out.number(byOffset.size());
    for (Map.Entry<Long, Integer> entry : byOffset.entrySet()) {
      out.number(entry.getKey()).number(entry.getValue());
    }
  }

  void decode(ByteBuffer source) {
    byOffset.clear();
    for (int i = StateFormat.count(source, MOST); i > 0; i--) {
      byOffset.put(StateFormat.number(source), StateFormat.count(source, Integer.MAX_VALUE));
    }
  }
}
