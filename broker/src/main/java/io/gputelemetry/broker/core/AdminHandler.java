package io.gputelemetry.broker.core;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.QueueError;
import java.io.IOException;

/** What an operator asks of one topic. */
final class AdminHandler {
  private final Turn turn;
  private final GroupAdmin groups;
  private final SequenceHandler sequences;
  private final DeadLetterDesk deadLetters;

  AdminHandler(
      Turn turn, GroupHandler groups, SequenceHandler sequences, DeadLetterDesk deadLetters) {
    this.turn = turn;
    this.groups = new GroupAdmin(turn, groups);
    this.sequences = sequences;
    this.deadLetters = deadLetters;
  }

  void ask(long ticket, AdminRequest request) throws IOException {
    switch (request) {
      case AdminRequest.CreateGroup create -> groups.create(ticket, create);
      case AdminRequest.Seek seek -> groups.seek(ticket, seek);
      case AdminRequest.PauseGroup pause -> groups.pause(ticket, pause.group(), true);
      case AdminRequest.ResumeGroup resume -> groups.pause(ticket, resume.group(), false);
      case AdminRequest.DeleteGroup delete -> groups.delete(ticket, delete);
      case AdminRequest.DeleteSequence delete -> sequences.delete(ticket, delete);
      case AdminRequest.ResetSequence reset -> sequences.reset(ticket, reset);
      case AdminRequest.ListDeadLetters list -> deadLetters.list(ticket, list);
      case AdminRequest.ReplayDeadLetters replay -> deadLetters.replay(ticket, replay);
      case AdminRequest.DeleteDeadLetters delete -> deadLetters.delete(ticket, delete);
      case AdminRequest.CreateTopic _,
          AdminRequest.DescribeTopic _,
          AdminRequest.ListTopics _,
          AdminRequest.DeleteTopic _ ->
          turn.refuse(ticket, QueueError.BAD_REQUEST, "this is not asked of a topic");
    }
  }
}
