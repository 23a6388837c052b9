package io.gputelemetry.queue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What a client left out on purpose since it started, by reason, for its {@link
 * QueueRequest.Report}. Of the 64 reasons that are kept, the last is {@value #OTHER}, which takes
 * all further ones. Any thread may call.
 */
public final class Drops {
  /** The reason of what is left out when there are too many reasons. */
  public static final String OTHER = "other";

  private final LongSupplier epochMicros;
  private final Map<String, Drop> byReason = new LinkedHashMap<>();

  /**
   * Nothing is left out yet.
   *
   * @param epochMicros tells when something is left out
   */
  public Drops(LongSupplier epochMicros) {
    this.epochMicros = epochMicros;
  }

  /**
   * Something is left out now.
   *
   * @param reason {@code [a-z0-9_]{1,64}}
   * @param count how often; 0 changes nothing
   */
  public void add(String reason, long count) {
    if (count != 0) {
      long now = epochMicros.getAsLong();
      put(new Drop(reason, count, now, now));
    }
  }

  /** In the order in which the reasons came up; nothing with count 0. */
  public synchronized List<Drop> list() {
    return List.copyOf(byReason.values());
  }

  /** What two of them left out, by reason; as bounded as each. */
  public static List<Drop> together(List<Drop> some, List<Drop> more) {
    Map<String, Drop> byReason = new LinkedHashMap<>();
    some.forEach(drop -> put(byReason, drop));
    more.forEach(drop -> put(byReason, drop));
    return List.copyOf(byReason.values());
  }

  private synchronized void put(Drop drop) {
    put(byReason, drop);
  }

  private static void put(Map<String, Drop> byReason, Drop drop) {
    boolean isKept =
        byReason.containsKey(drop.reason()) || byReason.size() < QueueRequest.Report.DROPS_MAX - 1;
    byReason.merge(isKept ? drop.reason() : OTHER, isKept ? drop : renamed(drop), Drop::plus);
  }

  private static Drop renamed(Drop drop) {
    return new Drop(OTHER, drop.count(), drop.firstAtMicros(), drop.lastAtMicros());
  }
}
