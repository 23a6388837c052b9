package io.gputelemetry.broker.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.SequenceState;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;

/** The broker as {@code GET /stats} shows it. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("The broker now. What is not said of a topic is said of the default one, telemetry.")
record QueueStats(
    @Doc("Messages ever published.") long totalMessages,
    @Doc("Offset of the oldest message that is kept.") long oldestOffset,
    @Doc("Offset of the newest message, -1 if there never was one.") long latestOffset,
    @Doc("How many groups there are.") int subscriberCount,
    @Doc("The groups.") List<Subscriber> subscribers,
    @Doc("Who is connected.") List<Connection> connections,
    @Doc("All topics.") List<Topic> topics) {

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A group of the default topic.")
  record Subscriber(
      @Doc("Its name.") String id,
      @Doc("Everything below is acked.") long currentOffset,
      @Doc("Messages it has not acked.") long lag) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A connection.")
  record Connection(
      @Doc("The name the process gave itself.") String instance,
      @Doc("For example streamer or collector.") String role,
      @Doc("Where it comes from.") String address) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A topic.")
  record Topic(
      @Doc("Its name.") String topic,
      @Doc("Offset of the oldest message that is kept.") long firstOffset,
      @Doc("Offset of the next message.") long endOffset,
      @Doc("Bytes of its log on disk.") long bytes,
      @Doc("Samples in all messages ever published.") long samplesPublished,
      @Doc("Samples published a second, over the last 10 s.") double samplesPerSecond,
      @Doc("Batches that were recognised as repeats since the broker started.")
          long duplicatesRefused,
      @Doc("Producers that are remembered.") int producers,
      @Doc("Its groups.") List<Group> groups,
      @Doc("Its sequences.") List<Sequence> sequences) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A consumer group.")
  record Group(
      @Doc("Its name.") String group,
      @Doc("Everything below is acked.") long committed,
      @Doc("Messages acked since it began.") long acked,
      @Doc("Messages that its members hold now.") int inFlight,
      @Doc("Messages it has not acked.") long lag,
      @Doc("Seconds since the oldest of them was appended; 0 if there is none.") double lagSeconds,
      @Doc("Deliveries beyond the first since the broker started.") long redelivered,
      @Doc("Leases whose time ran out since the broker started.") long expired,
      @Doc("Instances that hold messages or wait for some just now; at most 32.")
          List<String> members,
      @Doc("Whether the log is held for it.") boolean retain,
      @Doc("Whether nothing is handed out.") boolean paused,
      @Doc("Times that members could not use a message since the broker started.") long failures,
      @Doc("Messages that it gave up.") long deadLettered,
      @Doc("Messages that left the log before it had acked them.") long gapMessages,
      @Doc("First offset of the newest such gap.") long lastGapFrom,
      @Doc("The offset behind it; both are 0 if there was none.") long lastGapTo) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A sequence: the walk over the rows of a shared file.")
  record Sequence(
      @Doc("Its name.") String sequence,
      @Doc("The producer under which its ranges are published.") String producerId,
      @Doc("Rows of a pass.") long rows,
      @Doc("Passes to make, 0 = endless.") long passes,
      @Doc("The pass of the newest range, from 0.") long pass,
      @Doc("The first row of that pass that was not handed out.") long nextRow,
      @Doc("Ranges published.") long completedRanges,
      @Doc("Rows published.") long completedRows,
      @Doc("Ranges handed out and not published.") int outstanding) {}

  static QueueStats of(List<TopicState> states, List<SessionInfo> sessions) {
    TopicState main =
        states.stream()
            .filter(state -> state.topic().equals(QueueRequest.DEFAULT_TOPIC))
            .findFirst()
            .orElse(nothing());
    return new QueueStats(
        main.endOffset(),
        main.firstOffset(),
        main.endOffset() - 1,
        main.groups().size(),
        main.groups().stream().map(g -> new Subscriber(g.group(), g.committed(), g.lag())).toList(),
        sessions.stream().map(s -> new Connection(s.instance(), s.role(), s.address())).toList(),
        states.stream().map(QueueStats::topic).toList());
  }

  private static TopicState nothing() {
    return new TopicState(QueueRequest.DEFAULT_TOPIC, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
  }

  static Topic topic(TopicState state) {
    return new Topic(
        state.topic(),
        state.firstOffset(),
        state.endOffset(),
        state.bytes(),
        state.samplesPublished(),
        state.samplesPerSecond(),
        state.duplicatesRefused(),
        state.producers(),
        state.groups().stream().map(QueueStats::group).toList(),
        state.sequences().stream().map(QueueStats::sequence).toList());
  }

  static Group group(GroupState state) {
    return new Group(
        state.group(),
        state.committed(),
        state.acked(),
        state.inFlight(),
        state.lag(),
        state.lagSeconds(),
        state.redelivered(),
        state.expired(),
        state.members(),
        state.retain(),
        state.paused(),
        state.trouble().failures(),
        state.trouble().deadLettered(),
        state.trouble().gapMessages(),
        state.trouble().lastGapFrom(),
        state.trouble().lastGapTo());
  }

  /** The id as text: a JSON number of this size is not exact everywhere. */
  static Sequence sequence(SequenceState state) {
    return new Sequence(
        state.sequence(),
        Long.toUnsignedString(state.producerId()),
        state.rows(),
        state.passes(),
        state.pass(),
        state.nextRow(),
        state.completedRanges(),
        state.completedRows(),
        state.outstanding());
  }
}
