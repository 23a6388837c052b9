package io.gputelemetry.queue;

import java.util.List;

/**
 * One topic, as it is now.
 *
 * @param topic its name
 * @param firstOffset oldest retained offset
 * @param endOffset the offset the next message gets
 * @param bytes of its log on disk
 * @param samplesPublished samples in all messages ever appended, as their headers say
 * @param samplesPerSecond how many of them came a second over the last 10 s
 * @param duplicatesRefused batches recognised as repeats since the broker started
 * @param producers producers that are remembered
 */
public record TopicState(
    String topic,
    long firstOffset,
    long endOffset,
    long bytes,
    long samplesPublished,
    double samplesPerSecond,
    long duplicatesRefused,
    int producers,
    List<GroupState> groups,
    List<SequenceState> sequences) {

  public TopicState {
    groups = List.copyOf(groups);
    sequences = List.copyOf(sequences);
  }

  /**
   * A consumer group.
   *
   * @param committed everything below is acked
   * @param acked messages acked since the group began
   * @param inFlight messages leased now
   * @param lag messages not acked yet
   * @param lagSeconds how long ago the oldest of them was appended; 0 if there is none, or if it
   *     cannot be read
   * @param redelivered deliveries beyond the first since the broker started
   * @param expired leases whose time ran out since the broker started
   * @param members instances that hold messages or wait for some just now, in alphabetical order;
   *     at most 32
   */
  public record GroupState(
      String group,
      long committed,
      long acked,
      int inFlight,
      long lag,
      double lagSeconds,
      long redelivered,
      long expired,
      List<String> members) {
    public GroupState {
      members = List.copyOf(members);
    }
  }

  /**
   * A sequence.
   *
   * @param rows rows of a pass
   * @param passes passes to make, 0 = endless
   * @param pass the pass the next new range belongs to
   * @param nextRow its first row
   * @param completedRanges ranges published
   * @param completedRows rows published
   * @param outstanding ranges granted or to be granted again, not yet published
   */
  public record SequenceState(
      String sequence,
      long producerId,
      long rows,
      long passes,
      long pass,
      long nextRow,
      long completedRanges,
      long completedRows,
      int outstanding) {}
}
