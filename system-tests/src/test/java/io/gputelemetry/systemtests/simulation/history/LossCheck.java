package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.Durability;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a topic that promises less than {@link Durability#SYNCED} may have lost: the end of its log,
 * from some place on. Which place nobody is told, so what was there before a crash is in doubt
 * until something shows.
 */
final class LossCheck {
  /** The broker syncs such a topic so often, if it gets its turns. */
  private static final long SYNC_NANOS = 1_000_000_000L;

  private final long turnsNanos;
  private final TreeMap<Long, Integer> lives = new TreeMap<>();
  private final TreeMap<Long, Long> toldEnds = new TreeMap<>();
  private Durability durability = Durability.SYNCED;
  private int life;
  private long sureEnd;
  private long endedNanos = Long.MAX_VALUE;

  /**
   * Nothing was told.
   *
   * @param turnsNanos how long the broker may be without a turn
   */
  LossCheck(long turnsNanos) {
    this.turnsNanos = turnsNanos;
  }

  void promises(Durability promised) {
    durability = promised;
  }

  boolean mayLose() {
    return durability != Durability.SYNCED;
  }

  /** How often something may have been lost. */
  int life() {
    return life;
  }

  /** Somebody was told that everything below is as durable as it has to be. */
  void told(long nanos, long end) {
    if (mayLose()) {
      long before = toldEnds.isEmpty() ? 0 : toldEnds.lastEntry().getValue();
      toldEnds.put(nanos, Math.max(before, end));
    }
  }

  /** The broker runs again, so it syncs. */
  void started() {
    endedNanos = Long.MAX_VALUE;
  }

  /** Whether something may be lost now: nothing was synced since the broker ran last. */
  boolean crashed(long nanos, boolean powerCut) {
    endedNanos = Math.min(endedNanos, nanos);
    boolean loses =
        switch (durability) {
          case SYNCED -> false;
          case WRITTEN -> powerCut;
          case MEMORY -> true;
        };
    if (loses) {
      life++;
      Map.Entry<Long, Long> old = toldEnds.lowerEntry(endedNanos - SYNC_NANOS - turnsNanos);
      sureEnd = old == null ? 0 : old.getValue();
      toldEnds.clear();
    }
    return loses;
  }

  void placed(long offset) {
    lives.put(offset, life);
  }

  /** In which life something was placed there. */
  int life(long offset) {
    return lives.getOrDefault(offset, life);
  }

  /** What was there before the last crash still is, and so is everything before it. */
  void confirmed(long offset) {
    sureEnd = Math.max(sureEnd, offset + 1);
  }

  boolean isDoubtful(long offset) {
    return offset >= sureEnd && life(offset) < life;
  }
}
