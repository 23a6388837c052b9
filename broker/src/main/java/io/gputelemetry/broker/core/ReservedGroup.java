package io.gputelemetry.broker.core;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.QueueRequest;

/**
 * In a topic of dead letters the group {@link SetAsideHandler#REPLAYED} is the record of what was
 * dealt with. Whoever may only consume must not settle letters by acking in it, so nobody does.
 */
final class ReservedGroup {
  /** Said to who tries. */
  static final String REFUSAL =
      "group \""
          + SetAsideHandler.REPLAYED
          + "\" is the record of the dead letters that were dealt with: list, replay or delete"
          + " those instead (dlq)";

  private ReservedGroup() {}

  /** Whether a request to a topic of dead letters would touch it. */
  static boolean isTouchedBy(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Lease lease -> is(lease.group());
      case QueueRequest.Ack ack -> is(ack.group());
      case QueueRequest.AckRange ack -> is(ack.group());
      case QueueRequest.Nack nack -> is(nack.group());
      case QueueRequest.Release release -> is(release.group());
      case QueueRequest.Extend extend -> is(extend.group());
      case AdminRequest.CreateGroup create -> is(create.group());
      case AdminRequest.Seek seek -> is(seek.group());
      case AdminRequest.PauseGroup pause -> is(pause.group());
      case AdminRequest.ResumeGroup resume -> is(resume.group());
      case AdminRequest.DeleteGroup delete -> is(delete.group());
      case QueueRequest.Publish _,
          QueueRequest.Read _,
          QueueRequest.OpenSequence _,
          QueueRequest.LeaseSequence _,
          QueueRequest.ReleaseGrant _,
          QueueRequest.Inspect _,
          QueueRequest.Report _,
          QueueRequest.Hello _,
          AdminRequest.CreateTopic _,
          AdminRequest.DeleteTopic _,
          AdminRequest.DescribeTopic _,
          AdminRequest.ListTopics _,
          AdminRequest.DeleteSequence _,
          AdminRequest.ResetSequence _,
          AdminRequest.ListDeadLetters _,
          AdminRequest.ReplayDeadLetters _,
          AdminRequest.DeleteDeadLetters _ ->
          false;
    };
  }

  private static boolean is(String group) {
    return group.equals(SetAsideHandler.REPLAYED);
  }
}
