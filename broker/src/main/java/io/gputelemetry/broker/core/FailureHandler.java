package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.ConsumerGroup;
import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.Failed;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Refused;
import io.gputelemetry.queue.QueueRequest.Nack;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Messages that could not be used. Failing is not waiting: only a nack counts as a failure; a lease
 * that ended without a word is a loss, and takes more of them, the last ones alone.
 */
final class FailureHandler {
  private static final String LOST = "lost";

  /** So long a message waits that there is no room for among the dead letters: others go first. */
  private static final int NO_ROOM_MILLIS = 1_000;

  private final Turn turn;
  private final SetAsideHandler setAside;
  private final TreeMap<String, Long> failures = new TreeMap<>();

  FailureHandler(Turn turn, SetAsideHandler setAside) {
    this.turn = turn;
    this.setAside = setAside;
  }

  /**
   * Why messages cannot become dead letters now, if somebody asks for that; whoever only fails once
   * too often gets them again instead.
   */
  Optional<Refused> refusal(Nack nack) {
    if (!nack.isNeverAgain() || setAside.hasRoom()) {
      return Optional.empty();
    }
    return Optional.of(
        setAside.takesDeadLetters()
            ? new Refused(QueueError.BUSY, "too many dead letters wait for room in their topic")
            : new Refused(QueueError.BAD_REQUEST, "this topic has no dead letters"));
  }

  /** Messages that were taken out of a lease failed once more. */
  void failed(ConsumerGroup group, List<Run> runs, Nack nack) {
    GroupProgress progress = group.progress();
    for (Run run : runs) {
      failures.merge(progress.name(), (long) run.size(), Long::sum);
      long next = run.from();
      while (next < run.to()) {
        long end = progress.sameFailuresUntil(next, run.to());
        failed(group, new Run(next, end, run.deliveries(), run.losses()), nack);
        next = end;
      }
    }
  }

  /** All of these failed equally often. */
  private void failed(ConsumerGroup group, Run run, Nack nack) {
    GroupProgress progress = group.progress();
    int count = progress.failures(run.from()) + 1;
    boolean hopeless = nack.isNeverAgain() || count >= turn.limits().maxDeliveries();
    if (hopeless && setAside.hasRoom()) {
      giveUp(progress, run, count, nack.reason());
      return;
    }
    turn.recordSoon(new Failed(progress.name(), run.from(), run.to(), count));
    putBack(
        group, run, hopeless ? Math.max(noRoomMillis(), nack.delayMillis()) : nack.delayMillis());
  }

  /** 0 where no message ever becomes a dead letter: nothing there is waited for. */
  private int noRoomMillis() {
    return setAside.takesDeadLetters() ? NO_ROOM_MILLIS : 0;
  }

  private void putBack(ConsumerGroup group, Run run, int delayMillis) {
    if (delayMillis <= 0) {
      group.putBack(run);
    } else {
      group.putBackAt(turn.now().deadlineNanos(delayMillis), run);
    }
  }

  /** These were lost too often. */
  void lost(ConsumerGroup group, List<Run> runs) {
    for (Run run : runs) {
      if (setAside.hasRoom()) {
        giveUp(group.progress(), run, run.losses(), LOST);
      } else {
        putBack(group, run, noRoomMillis());
      }
    }
  }

  /** How often a message of this group failed since the broker started. */
  long failures(String group) {
    return failures.getOrDefault(group, 0L);
  }

  void forget(String group) {
    failures.remove(group);
  }

  /** What left the log meanwhile is counted as a gap and not looked for any more. */
  private void giveUp(GroupProgress progress, Run run, int count, String reason) {
    long first = Math.max(run.from(), progress.committed());
    for (long offset = first; offset < run.to(); offset++) {
      setAside.setAside(progress, offset, count, reason);
    }
  }
}
