package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.TopicSettings.Replay;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Replays dead letters that have lain long enough, in their order: each message so often, so many a
 * minute. Those that were replayed often enough stay for somebody to look at.
 */
final class AutomaticReplay {
  private static final int AT_A_TIME = 1_000;
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Turn turn;
  private final SettledLetters letters;
  private final SetAsideHandler setAside;
  private final Replay replay;
  private long cursor;
  private long minuteEndNanos = Long.MIN_VALUE;
  private int replayed;

  AutomaticReplay(
      Turn turn, SettledLetters letters, SetAsideHandler setAside, boolean ofDeadLetters) {
    this.turn = turn;
    this.letters = letters;
    this.setAside = setAside;
    this.replay = ofDeadLetters ? turn.limits().replay() : Replay.OFF;
  }

  /** Replays what is due; to be called now and then. */
  void look() throws IOException {
    if (!replay.isOn() || turn.log().firstOffset() == turn.visibleEnd() || !letters.hasOrigin()) {
      return;
    }
    if (turn.now().nanos() >= minuteEndNanos) {
      minuteEndNanos = turn.now().nanos() + MINUTE_NANOS;
      replayed = 0;
    }
    GroupProgress settled = letters.group();
    int looked = 0;
    while (replayed < replay.perMinute() && looked < AT_A_TIME && !setAside.isFull()) {
      if (!next(settled)) {
        return;
      }
      looked++;
    }
  }

  /** Deals with the next letter; false if there is none, or if it must lie on. */
  private boolean next(GroupProgress settled) throws IOException {
    long offset = settled.nextFree(Math.max(cursor, turn.log().firstOffset()));
    if (offset >= turn.visibleEnd()) {
      return false;
    }
    try {
      DeliveryRun one = letters.read(offset);
      long lain = turn.now().epochMicros() - one.appendedAtMicros();
      if (lain < TimeUnit.MILLISECONDS.toMicros(replay.after().toMillis())) {
        return false;
      }
      Optional<DeadLetter> letter = letters.replayable(one);
      if (letter.isPresent() && letter.get().replays() < replay.times()) {
        setAside.setAside(settled, offset, 0, "");
        replayed++;
      }
    } catch (JournalGapException e) {
      turn.skip(settled, e);
    } catch (JournalDamagedException e) {
      turn.damaged(e);
    }
    cursor = offset + 1;
    return true;
  }
}
