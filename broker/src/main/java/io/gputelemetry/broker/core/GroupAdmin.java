package io.gputelemetry.broker.core;

import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.GroupDeleted;
import io.gputelemetry.broker.ledger.StateRecord.GroupMoved;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import java.io.IOException;
import java.util.Optional;

/** Looks after groups: makes, moves, pauses and forgets them. */
final class GroupAdmin {
  private final Turn turn;
  private final GroupHandler groups;

  GroupAdmin(Turn turn, GroupHandler groups) {
    this.turn = turn;
    this.groups = groups;
  }

  void create(long ticket, CreateGroup request) throws IOException {
    Optional<Members> members = groups.require(ticket, request.group(), request.start());
    if (members.isEmpty()) {
      return;
    }
    GroupProgress progress = members.get().progress();
    if (progress.isRetained() != request.retain()) {
      turn.recordUrgently(new GroupSet(progress.name(), request.retain(), progress.isPaused()));
    }
    turn.answer(ticket, new QueueReply.Positioned(progress.committed()));
  }

  void seek(long ticket, Seek request) throws IOException {
    Optional<Members> members = known(ticket, request.group());
    if (members.isEmpty()) {
      return;
    }
    long to = ReadHandler.position(turn.log(), request.to());
    if (to < 0) {
      turn.refuse(ticket, QueueError.BAD_REQUEST, ReadHandler.beyondEnd(turn.log()));
      return;
    }
    GroupProgress progress = members.get().progress();
    turn.recordUrgently(new GroupMoved(progress.name(), to, progress.ackedCount()));
    members.get().group().seek();
    turn.answer(ticket, new QueueReply.Positioned(to));
  }

  void pause(long ticket, String group, boolean paused) {
    known(ticket, group)
        .ifPresent(members -> {
          GroupProgress progress = members.progress();
          if (progress.isPaused() != paused) {
            turn.recordUrgently(new GroupSet(group, progress.isRetained(), paused));
          }
          turn.answer(ticket, new QueueReply.Done());
        });
  }

  void delete(long ticket, DeleteGroup request) {
    if (known(ticket, request.group()).isPresent()) {
      groups.remove(request.group());
      turn.forgetGroup(request.group());
      turn.recordUrgently(new GroupDeleted(request.group()));
      turn.answer(ticket, new QueueReply.Done());
    }
  }

  private Optional<Members> known(long ticket, String group) {
    Optional<Members> members = groups.find(group);
    if (members.isEmpty()) {
      turn.refuse(ticket, QueueError.NOT_FOUND, "no group \"" + group + "\"");
    }
    return members;
  }
}
