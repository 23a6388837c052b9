package io.gputelemetry.broker.ledger;

import io.gputelemetry.queue.TopicSettings;

/**
 * Something that changed a topic's state and must be there after a crash. Applying the records of a
 * turn a second time, in their order, changes nothing: a snapshot that begins a segment may contain
 * them already. So counts are absolute, and what is forgotten leaves no record behind that waits.
 */
public sealed interface StateRecord {

  /** A group came into being; everything below {@code start} counts as acked. */
  record GroupCreated(String group, long start) implements StateRecord {}

  /** Something happened to a group that is there. */
  sealed interface OfGroup extends StateRecord {
    /** Its name. */
    String group();
  }

  /** A group is done with offsets {@code from} to {@code to - 1}. */
  record Acked(String group, long from, long to) implements OfGroup {}

  /** A group is dealt with otherwise. */
  record GroupSet(String group, boolean retain, boolean paused) implements OfGroup {}

  /** Offsets {@code from} to {@code to - 1} have failed so often by now. */
  record Failed(String group, long from, long to, int failures) implements OfGroup {}

  /** A group goes on at another offset; so many messages were acked until then. */
  record GroupMoved(String group, long to, long ackedCount) implements OfGroup {}

  /** Offsets {@code from} to {@code to - 1} left; so many messages it missed in all by now. */
  record Skipped(String group, long from, long to, long gapMessages, long atMicros)
      implements OfGroup {}

  /**
   * A message is on its way into another topic, under this producer and number; acked once it is
   * there.
   */
  record SetAside(
      String group, long offset, long producerId, long number, int failures, String reason)
      implements OfGroup {}

  /** A group is no more. */
  record GroupDeleted(String group) implements StateRecord {}

  /**
   * A sequence came into being, goes on with other numbers at its next pass, or belongs to this
   * content from now on; 0 = nobody told it.
   */
  record SequenceOpened(String sequence, long producerId, long rows, long passes, long content)
      implements StateRecord {}

  /** A range was handed out for the first time. */
  record Granted(String sequence, SequenceRange range) implements StateRecord {}

  /** A sequence is no more. */
  record SequenceDeleted(String sequence) implements StateRecord {}

  /** A sequence begins anew, under another producer, with event times from this one on. */
  record SequenceReset(String sequence, long producerId, long earliestMicros)
      implements StateRecord {}

  /** How the topic is set up. */
  record Configured(TopicSettings settings) implements StateRecord {}

  /** The message at this offset is a dead letter that was replayed, so often by now. */
  record Replayed(long offset, int times) implements StateRecord {}

  /** So many messages left, in all, while there was no group. */
  record DroppedUnseen(long total, long atMicros) implements StateRecord {}
}
