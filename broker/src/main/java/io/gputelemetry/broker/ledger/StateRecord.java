package io.gputelemetry.broker.ledger;

/**
 * Something that changed a topic's state and must be there after a crash. Applying a record a
 * second time changes nothing: a snapshot that begins a segment may contain it already.
 */
public sealed interface StateRecord {

  /** A group came into being; everything below {@code start} counts as acked. */
  record GroupCreated(String group, long start) implements StateRecord {}

  /** A group is done with offsets {@code from} to {@code to - 1}. */
  record Acked(String group, long from, long to) implements StateRecord {}

  /** A sequence came into being, or goes on with other numbers at its next pass. */
  record SequenceOpened(String sequence, long producerId, long rows, long passes)
      implements StateRecord {}

  /** A range was handed out for the first time. */
  record Granted(String sequence, SequenceRange range) implements StateRecord {}
}
