package io.gputelemetry.api.fleet;

import io.gputelemetry.store.GpuQuery;
import io.gputelemetry.store.GpuSummary;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.store.StoreException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Reads the state of the fleet out of the store. */
public final class Fleet {
  private static final Comparator<GpuState> BY_INDEX =
      Comparator.comparingInt(GpuState::index).thenComparing(gpu -> gpu.summary().gpu().uuid());

  private static final long KEPT_MICROS = 500_000;

  private final SampleStore store;
  private final LongSupplier epochMicros;
  private final SamplingInterval interval;
  private final AtomicReference<Look> look =
      new AtomicReference<>(
          new Look(0, CompletableFuture.failedFuture(new IllegalStateException("no look yet"))));

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

  /**
   * The fleet now, or less than half a second ago: all who ask meanwhile share one look.
   *
   * @throws StoreException if the store does not answer
   */
  public FleetState read() {
    long now = epochMicros.getAsLong();
    Look mine = new Look(now, new CompletableFuture<>());
    Look newest = look.updateAndGet(known -> known.isUsable(now) ? known : mine);
    if (newest.equals(mine)) {
      try {
        mine.state.complete(read(now));
      } catch (RuntimeException e) {
        mine.state.completeExceptionally(e);
      }
    }
    return newest.await();
  }

  private FleetState read(long now) {
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
    Map<Integer, Long> newcomers = new HashMap<>();
    for (GpuState gpu : gpus) {
      newcomers.merge(gpu.index(), gpu.summary().firstSeenMicros(), Math::max);
    }
    return gpus.stream()
        .filter(gpu -> !gpu.hasSeat() || !isReplaced(gpu, newcomers))
        .sorted(BY_INDEX)
        .toList();
  }

  private static boolean isReplaced(GpuState gpu, Map<Integer, Long> newcomers) {
    return gpu.summary().lastSeenMicros() < newcomers.getOrDefault(gpu.index(), Long.MIN_VALUE);
  }

  private static List<HostState> hostStates(SortedMap<String, List<GpuState>> hosts) {
    ExpectedGpus expected =
        new ExpectedGpus(
            hosts.entrySet().stream()
                .filter(host -> !host.getKey().isEmpty())
                .map(Map.Entry::getValue)
                .toList());
    List<HostState> states = new ArrayList<>();
    hosts.forEach((name, gpus) ->
        states.add(new HostState(name, gpus, name.isEmpty() ? gpus.size() : expected.of(gpus))));
    return states;
  }

  /** What one thread reads and others may wait for. */
  private record Look(long atMicros, CompletableFuture<FleetState> state) {
    boolean isUsable(long nowMicros) {
      boolean young = atMicros <= nowMicros && nowMicros < atMicros + KEPT_MICROS;
      return !state.isDone() || (young && !state.isCompletedExceptionally());
    }

    FleetState await() {
      try {
        return state.join();
      } catch (CompletionException e) {
        throw e.getCause() instanceof StoreException cause ? cause : e;
      }
    }
  }
}
