package io.gputelemetry.api.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many GPUs a host should have: what it is known to have, at least up to its highest index, and
 * at least as many as its neighbours. Neighbours are hosts with the same GPU model; they count if
 * there are three of them or more and three in four have the same number.
 */
final class ExpectedGpus {
  private static final int LEAST_NEIGHBOURS = 3;
  private static final int SHARE_PERCENT = 75;

  private final Map<String, Integer> usualByModel = new HashMap<>();

  /**
   * Learns what is usual.
   *
   * @param hosts the GPUs of each host
   */
  ExpectedGpus(Collection<List<GpuState>> hosts) {
    Map<String, Map<Integer, Integer>> hostsByCount = new HashMap<>();
    for (List<GpuState> gpus : hosts) {
      hostsByCount
          .computeIfAbsent(model(gpus), model -> new HashMap<>())
          .merge(known(gpus), 1, Integer::sum);
    }
    hostsByCount.forEach(this::learn);
  }

  private void learn(String model, Map<Integer, Integer> hostsByCount) {
    int hosts = hostsByCount.values().stream().mapToInt(Integer::intValue).sum();
    hostsByCount.forEach((count, having) -> {
      if (having >= LEAST_NEIGHBOURS && having * 100 >= hosts * SHARE_PERCENT) {
        usualByModel.put(model, count);
      }
    });
  }

  /** How many GPUs the host with these should have. */
  int of(List<GpuState> gpus) {
    return Math.max(known(gpus), usualByModel.getOrDefault(model(gpus), 0));
  }

  private static int known(List<GpuState> gpus) {
    int highest = -1;
    int elsewhere = 0;
    for (GpuState gpu : gpus) {
      if (gpu.hasSeat()) {
        highest = Math.max(highest, gpu.index());
      } else {
        elsewhere++;
      }
    }
    return Math.max(gpus.size(), highest + 1 + elsewhere);
  }

  private static String model(List<GpuState> gpus) {
    return gpus.getFirst().summary().gpu().modelName();
  }
}
