package io.gputelemetry.broker.http;

import io.avaje.jsonb.Json;
import io.gputelemetry.broker.SessionInfo;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicState;
import io.gputelemetry.queue.TopicState.GroupState;
import io.gputelemetry.queue.TopicState.SequenceState;
import io.gputelemetry.runtime.http.Doc;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  private static final String SETTLED = "replayed";

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
      @Doc("Messages that left at the log's bounds while there was no group.") long droppedUnseen,
      @Doc("Dead letters of it that nobody dealt with.") long deadLettersOpen,
      @Doc("Its groups.") List<Group> groups,
      @Doc("Its sequences.") List<Sequence> sequences,
      @Doc("How it is set up, where one topic was asked for; else null.") @Nullable Setup setup) {}

  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("How a topic is set up.")
  record Setup(
      @Doc("What a publish waits for: synced, written or memory.") String durability,
      @Doc("Bound of the log in bytes.") long maxBytes,
      @Doc("Seconds that messages stay.") long maxAgeSeconds,
      @Doc("Milliseconds of a lease.") long visibilityMillis,
      @Doc("Failures that make a dead letter.") int maxDeliveries,
      @Doc("Seconds after which dead letters are replayed by themselves; 0 is never.")
          long replayAfterSeconds,
      @Doc("How often one message is replayed at most.") int replayTimes,
      @Doc("How many are replayed in a minute at most.") int replaysAMinute,
      @Doc("How its log is compressed: none or zstd.") String compression) {
    static Setup of(TopicSettings settings) {
      return new Setup(
          settings.durability().map(level -> level.name().toLowerCase(Locale.ROOT)).orElse(""),
          settings.maxBytes(),
          settings.maxAge().toSeconds(),
          settings.visibility().toMillis(),
          settings.maxDeliveries(),
          settings.replay().after().toSeconds(),
          settings.replay().times(),
          settings.replay().perMinute(),
          settings.compression().name().toLowerCase(Locale.ROOT));
    }
  }

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
      @Doc("Ranges handed out and not published.") int outstanding,
      @Doc("Whether all rows of all passes are published.") boolean finished) {}

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
        topics(states));
  }

  /** Each with the dead letters of another that are its own. */
  static List<Topic> topics(List<TopicState> states) {
    return states.stream().map(state -> topic(state, openLetters(state, states), null)).toList();
  }

  /** One of these, with how it is set up. */
  static Topic described(Described described, List<TopicState> states) {
    TopicState state = described.state();
    return topic(state, openLetters(state, states), Setup.of(described.settings()));
  }

  /** Who deals with dead letters does so in a group of its own. */
  private static long openLetters(TopicState topic, List<TopicState> states) {
    return states.stream()
        .filter(state -> state.topic().equals(topic.topic() + DeadLetter.TOPIC_SUFFIX))
        .mapToLong(letters ->
            letters.groups().stream()
                .filter(group -> group.group().equals(SETTLED))
                .mapToLong(GroupState::lag)
                .findFirst()
                .orElse(letters.endOffset() - letters.firstOffset()))
        .sum();
  }

  private static TopicState nothing() {
    return new TopicState(QueueRequest.DEFAULT_TOPIC, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
  }

  private static Topic topic(TopicState state, long openLetters, @Nullable Setup setup) {
    return new Topic(
        state.topic(),
        state.firstOffset(),
        state.endOffset(),
        state.bytes(),
        state.samplesPublished(),
        state.samplesPerSecond(),
        state.duplicatesRefused(),
        state.producers(),
        state.droppedUnseen(),
        openLetters,
        state.groups().stream().map(QueueStats::group).toList(),
        state.sequences().stream().map(QueueStats::sequence).toList(),
        setup);
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
        state.outstanding(),
        state.finished());
  }
}
