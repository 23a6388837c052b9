package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.SetAside;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.journal.JournalGapException;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Settled;
import java.io.IOException;
import java.util.List;

/** In a topic of dead letters: lists those that nobody dealt with, replays them, deletes them. */
final class DeadLetterDesk {
  private static final int AT_A_TIME = 1_000;

  private final Turn turn;
  private final SettledLetters letters;
  private final SetAsideHandler setAside;

  DeadLetterDesk(Turn turn, SettledLetters letters, SetAsideHandler setAside) {
    this.turn = turn;
    this.letters = letters;
    this.setAside = setAside;
  }

  void list(long ticket, ListDeadLetters request) throws IOException {
    GroupProgress settled = letters.group();
    long first = Math.max(request.from(), turn.log().firstOffset());
    long from = Math.min(settled.nextFree(first), turn.visibleEnd());
    long to = Math.min(settled.nextTaken(from), turn.visibleEnd());
    if (from >= to) {
      turn.answer(ticket, new Chunk(Deliveries.of(List.of()), from));
      return;
    }
    int maxBytes = Math.min(request.maxBytes(), turn.limits().replyBytesMax());
    try {
      List<DeliveryRun> pieces = RunReader.read(turn.log(), new Run(from, to, 0), maxBytes);
      turn.answer(ticket, new Chunk(Deliveries.of(pieces), RunReader.end(pieces)));
    } catch (JournalGapException e) {
      turn.skip(settled, e);
      list(ticket, request);
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(ticket, e);
    }
  }

  void replay(long ticket, ReplayDeadLetters request) throws IOException {
    if (!letters.hasOrigin()) {
      turn.refuse(ticket, QueueError.NOT_FOUND, "the topic that they came from is not there");
      return;
    }
    GroupProgress settled = letters.group();
    try {
      int count = 0;
      long next = first(settled, request.offset());
      while (next < end(request.offset()) && count < AT_A_TIME && !setAside.isFull()) {
        if (letters.replayable(letters.read(next)).isPresent()) {
          setAside.setAside(settled, next, 0, "");
          count++;
        } else if (request.offset() != AdminRequest.ALL) {
          turn.refuse(
              ticket, QueueError.BAD_REQUEST, "there is no original message of this topic in it");
          return;
        }
        next = settled.nextFree(next + 1);
      }
      answer(ticket, count, next < end(request.offset()) && setAside.isFull());
    } catch (JournalGapException e) {
      turn.skip(settled, e);
      replay(ticket, request);
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(ticket, e);
    }
  }

  private void answer(long ticket, int count, boolean full) {
    if (full && count == 0) {
      turn.refuse(ticket, QueueError.BUSY, "too many are on their way into their topic: wait");
    } else {
      turn.answer(ticket, new Settled(count));
    }
  }

  void delete(long ticket, DeleteDeadLetters request) {
    GroupProgress settled = letters.group();
    int count = letters.hasOrigin() ? 0 : withdraw(settled, request.offset());
    long next = first(settled, request.offset());
    while (next < end(request.offset()) && count < AT_A_TIME) {
      turn.recordUrgently(new Acked(SetAsideHandler.REPLAYED, next, next + 1));
      count++;
      next = settled.nextFree(next + 1);
    }
    turn.answer(ticket, new Settled(count));
  }

  /** Takes back replays that wait for a topic which is not there. */
  private int withdraw(GroupProgress settled, long offset) {
    List<Long> waiting =
        settled.setAside().stream()
            .map(SetAside::offset)
            .filter(each -> offset == AdminRequest.ALL || each == offset)
            .limit(AT_A_TIME)
            .toList();
    waiting.forEach(
        each -> turn.recordUrgently(new Acked(SetAsideHandler.REPLAYED, each, each + 1)));
    return waiting.size();
  }

  private long first(GroupProgress settled, long offset) {
    return settled.nextFree(Math.max(offset, turn.log().firstOffset()));
  }

  private long end(long offset) {
    return offset == AdminRequest.ALL ? turn.visibleEnd() : Math.min(offset + 1, turn.visibleEnd());
  }
}
