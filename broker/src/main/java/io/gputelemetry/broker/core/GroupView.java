package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.ConsumerGroup;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.Span;
import io.gputelemetry.queue.TopicState.Trouble;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** What an inspection tells of a group beside its counters. */
final class GroupView {
  private static final int MEMBERS_MAX = 32;
  private static final double MICROS_PER_SECOND = 1e6;

  private GroupView() {}

  /** A group as it is now. */
  static GroupState state(Turn turn, Members members, long failures, LongFunction<String> instances)
      throws IOException {
    ConsumerGroup group = members.group();
    GroupProgress progress = group.progress();
    GroupProgress.Gap gap = progress.gap();
    return new GroupState(
        progress.name(),
        progress.committed(),
        progress.ackedCount(),
        group.inFlight(),
        progress.lag(turn.log().endOffset()),
        lagSeconds(turn, progress),
        group.redelivered(),
        group.expired(),
        members(group, members.waiting(), instances),
        progress.isRetained(),
        progress.isPaused(),
        new Trouble(
            failures,
            progress.setAsideCount(),
            gap.messages(),
            gap.from(),
            gap.to(),
            new Span(gap.firstAtMicros(), gap.lastAtMicros())));
  }

  /** The age of the oldest message that is not acked; 0 if there is none or it is damaged. */
  static double lagSeconds(Turn turn, GroupProgress progress) throws IOException {
    long oldest = Math.max(progress.committed(), turn.log().firstOffset());
    if (oldest >= turn.visibleEnd()) {
      return 0;
    }
    long appendedAt = turn.appendedAtMicros(oldest);
    long micros = appendedAt == 0 ? 0 : turn.now().epochMicros() - appendedAt;
    return Math.max(0, micros) / MICROS_PER_SECOND;
  }

  /** The instances that hold messages or wait for some, in alphabetical order. */
  static List<String> members(
      ConsumerGroup group, WaitingRoom<?> waiting, LongFunction<String> instances) {
    Set<Long> sessions = new TreeSet<>(group.sessions());
    sessions.addAll(waiting.sessions());
    return sessions.stream()
        .map(instances::apply)
        .filter(instance -> !instance.isEmpty())
        .distinct()
        .sorted()
        .limit(MEMBERS_MAX)
        .toList();
  }
}
