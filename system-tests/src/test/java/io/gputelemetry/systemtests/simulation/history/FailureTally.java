package io.gputelemetry.systemtests.simulation.history;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** How often messages failed: a crash may undo the newest failures, so there are two bounds. */
final class FailureTally {
  private final TreeMap<Long, List<Long>> sure = new TreeMap<>();
  private final TreeMap<Long, Integer> doubtful = new TreeMap<>();

  void failed(long offset, long nanos) {
    sure.computeIfAbsent(offset, _ -> new ArrayList<>()).add(nanos);
  }

  void maybeFailed(long offset) {
    doubtful.merge(offset, 1, Integer::sum);
  }

  /** Those from then on are in doubt. */
  void crashed(long durableNanos) {
    sure.forEach((offset, times) -> {
      int before = times.size();
      times.removeIf(nanos -> nanos > durableNanos);
      if (before > times.size()) {
        doubtful.merge(offset, before - times.size(), Integer::sum);
      }
    });
  }

  void clear() {
    sure.clear();
    doubtful.clear();
  }

  int atLeast(long offset) {
    return sure.getOrDefault(offset, List.of()).size();
  }

  int atMost(long offset) {
    return atLeast(offset) + doubtful.getOrDefault(offset, 0);
  }
}
