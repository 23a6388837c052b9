package io.gputelemetry.api.fleet;

import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Reads the state of the fleet out of the store. */
public final class Fleet {
  private static final Comparator<GpuState> BY_INDEX =
      Comparator.<GpuState>comparingInt(gpu -> gpu.summary().gpu().gpuId())
          .thenComparing(gpu -> gpu.summary().gpu().uuid());

  private final SampleStore store;
  private final LongSupplier epochMicros;
  private final SamplingInterval interval;

  /**
   * Over a store.
   *
   * @param epochMicros the time of day
   */
  public Fleet(SampleStore store, LongSupplier epochMicros) {
    this.store = store;
    this.epochMicros = epochMicros;
    this.interval = new SamplingInterval(store);
  }

  /** The fleet now. */
  public FleetState read() {
    long now = epochMicros.getAsLong();
    List<GpuSummary> gpus = new ArrayList<>();
    store.gpus(GpuQuery.all(), gpus::add);
    SilenceRule rule = interval.rule(gpus, now);
    // A source whose clock is ahead must not make all others look silent.
    OptionalLong newest = gpus.stream().mapToLong(gpu -> Math.min(gpu.lastSeenMicros(), now)).max();
    if (newest.isEmpty()) {
      return new FleetState(now, newest, FleetState.Status.EMPTY, rule, List.of());
    }
    boolean stale = rule.isStale(newest.getAsLong(), now);
    SortedMap<String, List<GpuState>> hosts = new TreeMap<>();
    for (GpuSummary gpu : gpus) {
      boolean silent = stale || rule.isSilent(gpu.lastSeenMicros(), newest.getAsLong());
      hosts
          .computeIfAbsent(gpu.gpu().hostname(), name -> new ArrayList<>())
          .add(new GpuState(gpu, silent));
    }
    hosts.replaceAll((name, all) -> name.isEmpty() ? all : seated(all));
    return new FleetState(
        now,
        newest,
        stale ? FleetState.Status.STALE : FleetState.Status.LIVE,
        rule,
        hostStates(hosts));
  }

  /** Without the cards that another one at the same index has replaced. */
  private static List<GpuState> seated(List<GpuState> gpus) {
    return gpus.stream()
        .filter(gpu -> gpus.stream().noneMatch(other -> isReplacedBy(gpu, other)))
        .sorted(BY_INDEX)
        .toList();
  }

  private static boolean isReplacedBy(GpuState gpu, GpuState other) {
    return gpu.summary().gpu().gpuId() == other.summary().gpu().gpuId()
        && gpu.summary().lastSeenMicros() < other.summary().firstSeenMicros();
  }

  private static List<HostState> hostStates(SortedMap<String, List<GpuState>> hosts) {
    ExpectedGpus expected =
        new ExpectedGpus(
            hosts.entrySet().stream()
                .filter(host -> !host.getKey().isEmpty())
                .map(java.util.Map.Entry::getValue)
                .toList());
    List<HostState> states = new ArrayList<>();
    hosts.forEach((name, gpus) ->
        states.add(new HostState(name, gpus, name.isEmpty() ? gpus.size() : expected.of(gpus))));
    return states;
  }
}
