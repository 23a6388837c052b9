package io.gputelemetry.broker.http;

import static io.gputelemetry.broker.http.QueueParams.PATH_TOPIC;

import io.avaje.jsonb.Json;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.DescribeTopic;
import io.gputelemetry.queue.Compression;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.QueueReply.Chunk;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueReply.Done;
import io.gputelemetry.queue.QueueRequest.Read;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicSettings.Replay;
import io.gputelemetry.runtime.http.Doc;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.http.Param;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.http.Reply;
import io.gputelemetry.runtime.http.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /topics} and what is in one. */
final class TopicOperations {
  private static final String TOPICS = "/topics";
  private static final String TOPIC = "/topics/{topic}";
  private static final int ANSWER_BYTES = 1 << 20;

  private static final Param<StartPosition> FROM =
      QueueParams.place("from", "Where to begin; the oldest message if not given");
  private static final Param<Integer> LIMIT =
      Param.integer("limit", 1, 1_000, 10, "The most messages; there can be fewer.");
  private static final Param<Level> DURABILITY =
      Param.oneOf("durability", Level.class, Level.USUAL, "What a publish waits for.");
  private static final Param<Integer> MEBIBYTES =
      Param.integer("max_mib", 0, 1 << 20, 0, "Bound of the log in MiB; 0 is the broker's.");
  private static final Param<Integer> AGE =
      Param.integer("max_age", 0, 3_155_760, 0, "Minutes that messages stay; 0 is the broker's.");
  private static final Param<Integer> VISIBILITY =
      Param.integer("visibility", 0, 86_400, 0, "Seconds of a lease; 0 is the broker's.");
  private static final Param<Integer> DELIVERIES =
      Param.integer(
          "max_deliveries", 0, 1_000, 0, "Failures that make a dead letter; 0 is the broker's.");

  private static final Param<Compression> COMPRESSION =
      Param.oneOf(
          "compression",
          Compression.class,
          Compression.NONE,
          "How its log is compressed, batch by batch.");
  private static final Param<Integer> REPLAY_AFTER =
      Param.integer(
          "replay_after",
          0,
          2_592_000,
          0,
          "Seconds after which dead letters are replayed, for a topic of dead letters; 0 is"
              + " never.");
  private static final Param<Integer> REPLAY_TIMES =
      Param.integer("replay_times", 1, 100, 3, "How often a message is replayed at most.");
  private static final Param<Integer> REPLAY_RATE =
      Param.integer("replay_rate", 1, 6_000, 60, "How many are replayed in a minute at most.");

  /** A durability, or what the broker has. */
  enum Level {
    USUAL,
    SYNCED,
    WRITTEN,
    MEMORY
  }

  /** All topics. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("All topics.")
  record TopicList(
      @Doc("How many there are.") int count, @Doc("The topics.") List<QueueStats.Topic> topics) {}

  /** Messages that were read. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("Messages in their order.")
  record MessageList(
      @Doc("How many there are.") int count,
      @Doc("Where to go on reading.") long nextOffset,
      @Doc("The messages.") List<MessageView> messages) {}

  private final DoorSession session;
  private final Inspector inspector;

  TopicOperations(DoorSession session, Inspector inspector) {
    this.session = session;
    this.inspector = inspector;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>(List.of(list(), describe(), messages()));
    operations.addAll(changes(session));
    return operations;
  }

  /** Those that change something. */
  static List<Operation> changes(DoorSession session) {
    return List.of(create(session), delete(session));
  }

  private Operation list() {
    return Operation.get(TOPICS, "listTopics", "Lists the topics")
        .tag("topics")
        .errors(503)
        .json(
            TopicList.class,
            _ -> {
              List<QueueStats.Topic> topics = QueueStats.topics(inspector.required());
              return new TopicList(topics.size(), topics);
            });
  }

  private Operation describe() {
    return Operation.get(TOPIC, "describeTopic", "A topic: how it is set up, and how it is")
        .tag("topics")
        .params(PATH_TOPIC)
        .errors(404, 503)
        .json(
            QueueStats.Topic.class,
            request -> {
              DescribeTopic asked = new DescribeTopic(request.get(PATH_TOPIC));
              Described described = session.ask(asked, Described.class);
              return QueueStats.described(described, inspector.required());
            });
  }

  private static Operation create(DoorSession session) {
    return Operation.put(TOPIC, "createTopic", "Makes a topic")
        .description("One that is there with the same settings stays as it is; with others: 409.")
        .tag("topics")
        .params(PATH_TOPIC, DURABILITY, MEBIBYTES, AGE, VISIBILITY, DELIVERIES)
        .params(REPLAY_AFTER, REPLAY_TIMES, REPLAY_RATE, COMPRESSION)
        .statuses(204)
        .errors(409, 410, 503)
        .nothing(request -> {
          session.ask(new CreateTopic(request.get(PATH_TOPIC), settings(request)), Done.class);
          return Reply.of(204, Reply.NOTHING);
        });
  }

  private static TopicSettings settings(Request request) {
    return new TopicSettings(
            durability(request.get(DURABILITY)),
            (long) request.get(MEBIBYTES) << 20,
            Duration.ofMinutes(request.get(AGE)),
            Duration.ofSeconds(request.get(VISIBILITY)),
            request.get(DELIVERIES))
        .withReplay(replay(request))
        .withCompression(request.get(COMPRESSION));
  }

  private static Replay replay(Request request) {
    int after = request.get(REPLAY_AFTER);
    if (after > 0 && !DeadLetter.isDeadLetterTopic(request.get(PATH_TOPIC))) {
      throw REPLAY_AFTER.invalid("is for a topic of dead letters", Integer.toString(after));
    }
    return after == 0
        ? Replay.OFF
        : new Replay(
            Duration.ofSeconds(after), request.get(REPLAY_TIMES), request.get(REPLAY_RATE));
  }

  private static Optional<Durability> durability(Level level) {
    return switch (level) {
      case USUAL -> Optional.empty();
      case SYNCED -> Optional.of(Durability.SYNCED);
      case WRITTEN -> Optional.of(Durability.WRITTEN);
      case MEMORY -> Optional.of(Durability.MEMORY);
    };
  }

  private static Operation delete(DoorSession session) {
    return Operation.delete(TOPIC, "deleteTopic", "Removes a topic with all its messages")
        .tag("topics")
        .params(PATH_TOPIC)
        .statuses(204)
        .errors(404, 410, 503)
        .nothing(request -> {
          session.ask(new DeleteTopic(request.get(PATH_TOPIC)), Done.class);
          return Reply.of(204, Reply.NOTHING);
        });
  }

  private Operation messages() {
    return Operation.get(TOPIC + "/messages", "readMessages", "Reads messages without taking them")
        .tag("topics")
        .params(PATH_TOPIC, FROM, LIMIT)
        .errors(404, 410, 500, 503)
        .json(MessageList.class, this::read);
  }

  private MessageList read(Request request) {
    // A topic comes into being with its first read, which looking must not do.
    String topic = inspector.topic(request.get(PATH_TOPIC)).topic();
    Chunk chunk = session.ask(new Read(topic, request.get(FROM), ANSWER_BYTES, 0), Chunk.class);
    List<MessageView> messages =
        chunk.deliveries().stream()
            .limit(request.get(LIMIT))
            .map(delivery -> MessageView.read(topic, delivery))
            .toList();
    long next =
        messages.size() < chunk.deliveries().size()
            ? messages.getLast().offset() + 1
            : chunk.nextOffset();
    return new MessageList(messages.size(), next, messages);
  }

  /** Finds one of a list. */
  static <T> T found(Optional<T> one, String what) {
    return one.orElseThrow(() -> ProblemException.notFound("there is no " + what));
  }
}
