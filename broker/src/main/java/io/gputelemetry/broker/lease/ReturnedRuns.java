package io.gputelemetry.broker.lease;

import io.gputelemetry.broker.ledger.GroupProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Messages that were delivered before and are to be delivered again, some of them later only. */
final class ReturnedRuns {
  private final GroupProgress progress;
  private final TreeMap<Long, Run> ready = new TreeMap<>();
  private final TreeMap<Long, List<Run>> later = new TreeMap<>();

  ReturnedRuns(GroupProgress progress) {
    this.progress = progress;
  }

  /** The lowest one. */
  Optional<Run> first() {
    return ready.isEmpty() ? Optional.empty() : Optional.of(ready.firstEntry().getValue());
  }

  /** Takes the first messages of {@link #first} out. */
  void remove(Run taken) {
    Run whole = ready.remove(taken.from());
    if (whole == null) {
      throw new IllegalStateException("BUG: " + taken + " was not returned");
    }
    if (whole.to() > taken.to()) {
      join(whole.part(taken.to(), whole.to()));
    }
  }

  /** Puts back what is not acked of it. */
  void add(Run run) {
    long next = progress.nextFree(run.from());
    while (next < run.to()) {
      long end = Math.min(run.to(), progress.nextTaken(next));
      join(run.part(next, end));
      next = progress.nextFree(end);
    }
  }

  /** The same, at this time. */
  void addAt(long nanos, Run run) {
    later.computeIfAbsent(nanos, _ -> new ArrayList<>()).add(run);
  }

  /** Makes those ready whose time has come; returns whether there were any. */
  boolean ripen(long nowNanos) {
    boolean some = nextNanos() <= nowNanos;
    while (nextNanos() <= nowNanos) {
      later.pollFirstEntry().getValue().forEach(this::add);
    }
    return some;
  }

  /** When the next one gets ready. */
  long nextNanos() {
    return later.isEmpty() ? Long.MAX_VALUE : later.firstKey();
  }

  void clear() {
    ready.clear();
    later.clear();
  }

  /** Drops what was acked since. */
  void refresh() {
    List<Run> all = List.copyOf(ready.values());
    ready.clear();
    all.forEach(this::add);
  }

  /** Joins the neighbours that share the history, so that runs do not crumble. */
  private void join(Run run) {
    Run joined = run;
    Map.Entry<Long, Run> below = ready.lowerEntry(joined.from());
    if (below != null && joined.continues(below.getValue())) {
      ready.remove(below.getKey());
      joined = below.getValue().part(below.getKey(), joined.to());
    }
    Run above = ready.get(joined.to());
    if (above != null && above.continues(joined)) {
      ready.remove(above.from());
      joined = joined.part(joined.from(), above.to());
    }
    ready.put(joined.from(), joined);
  }
}
