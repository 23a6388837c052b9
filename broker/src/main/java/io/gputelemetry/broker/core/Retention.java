package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.DroppedUnseen;
import io.gputelemetry.broker.ledger.StateRecord.Skipped;
import io.gputelemetry.broker.ledger.TopicLedger;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueRequest;
import java.io.IOException;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * What may leave the log at its bounds. Nothing that a retained group has not acked, durably. The
 * default topic and dead letters are held for every group, and for the first one to come, while
 * there is none that is retained. Elsewhere what is too old or too much leaves; it is counted, and
 * the groups that had not acked it are moved on.
 */
final class Retention {
  private final Turn turn;
  private final boolean holdsForAll;
  private final Consumer<String> skipped;
  private long durableHold;

  /**
   * As the ledger says.
   *
   * @param skipped told the name of a group that was moved on
   */
  Retention(Turn turn, String topic, Consumer<String> skipped) {
    this.turn = turn;
    this.holdsForAll =
        topic.equals(QueueRequest.DEFAULT_TOPIC) || DeadLetter.isDeadLetterTopic(topic);
    this.skipped = skipped;
    this.durableHold = hold();
  }

  /** What was acked is durable, so the log may be cut up to there. */
  void committed() {
    if (turn.isWritten()) {
      durableHold = hold();
    }
  }

  /** Drops what may go. */
  void expire() throws IOException {
    long before = turn.log().firstOffset();
    turn.log().expire(turn.now().epochMicros(), Math.min(durableHold, hold()));
    moveOn(before);
  }

  /** Moves the groups on whose messages left. */
  private void moveOn(long before) {
    TopicLedger ledger = turn.ledger();
    long first = turn.log().firstOffset();
    if (ledger.groups().isEmpty() && first > before) {
      turn.recordSoon(new DroppedUnseen(ledger.unseen().messages() + first - before, now()));
    }
    for (GroupProgress group : ledger.groups()) {
      if (group.committed() < first) {
        long missed = group.gap().messages() + group.unackedBelow(first);
        turn.recordSoon(new Skipped(group.name(), group.committed(), first, missed, now()));
        skipped.accept(group.name());
      }
    }
  }

  private long now() {
    return turn.now().epochMicros();
  }

  private long hold() {
    Collection<GroupProgress> groups = turn.ledger().groups();
    if (groups.stream().anyMatch(GroupProgress::isRetained)) {
      return groups.stream()
          .filter(GroupProgress::isRetained)
          .mapToLong(GroupProgress::committed)
          .min()
          .orElse(0);
    }
    return holdsForAll ? turn.ledger().lowestCommitted() : Long.MAX_VALUE;
  }
}
