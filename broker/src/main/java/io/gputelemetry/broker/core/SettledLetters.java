package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.Run;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.broker.ledger.StateRecord.GroupSet;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.DeliveryRun;
import io.gputelemetry.queue.Message;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * In a topic of dead letters: which of them somebody dealt with. They are acked in a group of its
 * own, for which the log is held.
 */
final class SettledLetters {
  private final Turn turn;
  private final GroupHandler groups;
  private final String topic;
  private final Predicate<String> isThere;

  /**
   * The letters of this topic.
   *
   * @param isThere whether there is a topic of this name
   */
  SettledLetters(Turn turn, GroupHandler groups, String topic, Predicate<String> isThere) {
    this.turn = turn;
    this.groups = groups;
    this.topic = topic;
    this.isThere = isThere;
  }

  /** Whether the topic they came from is there. A replay must not make one that was deleted. */
  boolean hasOrigin() {
    int end = topic.length() - DeadLetter.TOPIC_SUFFIX.length();
    return DeadLetter.isDeadLetterTopic(topic) && isThere.test(topic.substring(0, end));
  }

  /** The group, made if it is not there. */
  GroupProgress group() {
    String name = SetAsideHandler.REPLAYED;
    GroupProgress group =
        groups.find(name).orElseGet(() -> groups.make(name, turn.log().firstOffset())).progress();
    if (!group.isRetained()) {
      turn.recordUrgently(new GroupSet(name, true, false));
    }
    return group;
  }

  /** What is at this offset. */
  DeliveryRun read(long offset) throws IOException {
    return RunReader.read(turn.log(), new Run(offset, offset + 1, 0), 1).getFirst();
  }

  /**
   * The letter, if it is one of this topic and its message can be published. Others may publish
   * here, too: what they write must not get into a topic of their choice.
   */
  Optional<DeadLetter> replayable(DeliveryRun one) {
    Message message = one.messages().getFirst();
    if (!message.contentType().equals(DeadLetter.CONTENT_TYPE)) {
      return Optional.empty();
    }
    try {
      DeadLetter letter = DeadLetter.decode(message.payload());
      var _ = new Message(letter.contentType(), message.sampleCount(), letter.payload());
      return topic.equals(letter.topic() + DeadLetter.TOPIC_SUFFIX)
              && letter.payload().hasRemaining()
          ? Optional.of(letter)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
