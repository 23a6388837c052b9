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
 * @param droppedUnseen messages that left at the log's bounds while there was no group
 * @param droppedAt when the first and the last of them left
 * @param appendedAt when the oldest and the newest message that are kept were appended
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
    long droppedUnseen,
    Span droppedAt,
    Span appendedAt,
    List<GroupState> groups,
    List<SequenceState> sequences) {

  public TopicState {
    groups = List.copyOf(groups);
    sequences = List.copyOf(sequences);
  }

  /** One from which nothing left unseen. */
  public TopicState(
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
    this(
        topic,
        firstOffset,
        endOffset,
        bytes,
        samplesPublished,
        samplesPerSecond,
        duplicatesRefused,
        producers,
        0,
        Span.UNKNOWN,
        Span.UNKNOWN,
        groups,
        sequences);
  }

  /**
   * When something happened first and last, by the broker's clock.
   *
   * @param firstMicros 0 if that is not known
   * @param lastMicros 0 if it never happened, or that is not known
   */
  public record Span(long firstMicros, long lastMicros) {
    /** Nothing is known. */
    public static final Span UNKNOWN = new Span(0, 0);
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
   * @param retain whether the log is held for it
   * @param paused whether nothing is handed out
   * @param trouble what did not go well
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
      List<String> members,
      boolean retain,
      boolean paused,
      Trouble trouble) {
    public GroupState {
      members = List.copyOf(members);
    }

    /** One that is not retained, runs, and has no trouble. */
    public GroupState(
        String group,
        long committed,
        long acked,
        int inFlight,
        long lag,
        double lagSeconds,
        long redelivered,
        long expired,
        List<String> members) {
      this(
          group,
          committed,
          acked,
          inFlight,
          lag,
          lagSeconds,
          redelivered,
          expired,
          members,
          false,
          false,
          Trouble.NONE);
    }
  }

  /**
   * What a group could not use or did not get.
   *
   * @param failures times that its members could not use a message, since the broker started
   * @param deadLettered messages that it gave up
   * @param gapMessages messages that left the log before it had acked them
   * @param lastGapFrom the first offset of the newest gap
   * @param lastGapTo the offset behind it; both 0 if there was none
   * @param gapAt when it was moved on for the first and for the last time
   */
  public record Trouble(
      long failures,
      long deadLettered,
      long gapMessages,
      long lastGapFrom,
      long lastGapTo,
      Span gapAt) {
    /** None. */
    public static final Trouble NONE = new Trouble(0, 0, 0, 0, 0, Span.UNKNOWN);
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
      int outstanding) {
    /** Whether all rows of all passes are published. */
    public boolean finished() {
      return passes != 0 && pass + 1 >= passes && nextRow >= rows && outstanding == 0;
    }
  }
}
