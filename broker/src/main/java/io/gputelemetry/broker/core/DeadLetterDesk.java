package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.Acked;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.journal.JournalDamagedException;
import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.DeleteDeadLetters;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Deliveries;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueNames;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Settled;
import io.gputelemetry.queue.StartPosition;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * In a topic of dead letters: lists those that nobody dealt with, replays them, deletes them. What
 * was dealt with is acked in a group of its own, for which the log is held.
 */
final class DeadLetterDesk {
  private static final int AT_A_TIME = 1_000;

  private final Turn turn;
  private final GroupHandler groups;
  private final SetAsideHandler setAside;

  DeadLetterDesk(Turn turn, GroupHandler groups, SetAsideHandler setAside) {
    this.turn = turn;
    this.groups = groups;
    this.setAside = setAside;
  }

  void list(long ticket, ListDeadLetters request) throws IOException {
    Optional<GroupProgress> settled = settled(ticket);
    if (settled.isEmpty()) {
      return;
    }
    long first = Math.max(request.from(), turn.log().firstOffset());
    long from = Math.min(settled.get().nextFree(first), turn.visibleEnd());
    long to = Math.min(settled.get().nextTaken(from), turn.visibleEnd());
    if (from >= to) {
      turn.answer(ticket, new Chunk(Deliveries.of(List.of()), from));
      return;
    }
    int maxBytes = Math.min(request.maxBytes(), turn.limits().replyBytesMax());
    try {
      List<DeliveryRun> pieces = RunReader.read(turn.log(), new Run(from, to, 0), maxBytes);
      turn.answer(ticket, new Chunk(Deliveries.of(pieces), RunReader.end(pieces)));
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(ticket, e);
    }
  }

  void replay(long ticket, ReplayDeadLetters request) throws IOException {
    Optional<GroupProgress> settled = settled(ticket);
    if (settled.isEmpty()) {
      return;
    }
    try {
      int count = 0;
      long next = first(settled.get(), request.offset());
      while (next < end(request.offset()) && count < AT_A_TIME) {
        if (isReplayable(next)) {
          setAside.setAside(settled.get(), next, 0, "");
          count++;
        } else if (request.offset() != AdminRequest.ALL) {
          turn.refuse(ticket, QueueError.BAD_REQUEST, "there is no original message in it");
          return;
        }
        next = settled.get().nextFree(next + 1);
      }
      turn.answer(ticket, new Settled(count));
    } catch (JournalDamagedException e) {
      turn.refuseCorrupt(ticket, e);
    }
  }

  void delete(long ticket, DeleteDeadLetters request) throws IOException {
    Optional<GroupProgress> settled = settled(ticket);
    if (settled.isEmpty()) {
      return;
    }
    int count = 0;
    long next = first(settled.get(), request.offset());
    while (next < end(request.offset()) && count < AT_A_TIME) {
      turn.recordUrgently(new Acked(SetAsideHandler.REPLAYED, next, next + 1));
      count++;
      next = settled.get().nextFree(next + 1);
    }
    turn.answer(ticket, new Settled(count));
  }

  private Optional<GroupProgress> settled(long ticket) throws IOException {
    StartPosition start = new StartPosition.Earliest();
    Optional<GroupProgress> settled =
        groups.require(ticket, SetAsideHandler.REPLAYED, start).map(Members::progress);
    if (settled.isPresent() && !settled.get().isRetained()) {
      turn.recordUrgently(new GroupSet(SetAsideHandler.REPLAYED, true, false));
    }
    return settled;
  }

  private long first(GroupProgress settled, long offset) {
    return settled.nextFree(Math.max(offset, turn.log().firstOffset()));
  }

  private long end(long offset) {
    return offset == AdminRequest.ALL ? turn.visibleEnd() : Math.min(offset + 1, turn.visibleEnd());
  }

  /** Anybody may publish here, so it need not be a letter. */
  private boolean isReplayable(long offset) throws IOException {
    Run one = new Run(offset, offset + 1, 0);
    Message message = RunReader.read(turn.log(), one, 1).getFirst().messages().getFirst();
    if (!message.contentType().equals(DeadLetter.CONTENT_TYPE)) {
      return false;
    }
    try {
      DeadLetter letter = DeadLetter.decode(message.payload());
      var _ = new Message(letter.contentType(), message.sampleCount(), letter.payload());
      return QueueNames.isValid(letter.topic()) && letter.payload().hasRemaining();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
