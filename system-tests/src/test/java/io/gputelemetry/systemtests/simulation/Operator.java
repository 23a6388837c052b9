package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.queue.AdminRequest;
import io.gputelemetry.queue.AdminRequest.CreateGroup;
import io.gputelemetry.queue.AdminRequest.CreateTopic;
import io.gputelemetry.queue.AdminRequest.DeleteGroup;
import io.gputelemetry.queue.AdminRequest.DeleteSequence;
import io.gputelemetry.queue.AdminRequest.DeleteTopic;
import io.gputelemetry.queue.AdminRequest.DescribeTopic;
import io.gputelemetry.queue.AdminRequest.ListDeadLetters;
import io.gputelemetry.queue.AdminRequest.PauseGroup;
import io.gputelemetry.queue.AdminRequest.ReplayDeadLetters;
import io.gputelemetry.queue.AdminRequest.ResetSequence;
import io.gputelemetry.queue.AdminRequest.ResumeGroup;
import io.gputelemetry.queue.AdminRequest.Seek;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueReply.Described;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.StartPosition;
import io.gputelemetry.queue.TopicSettings;
import io.gputelemetry.queue.TopicSettings.Replay;
import io.gputelemetry.queue.TopicState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sets topics and groups up, meddles with them, and in the end looks whether all is done. */
final class Operator {
  /** The topic that is deleted now and then. */
  static final String PASSING = "passing";

  /** The topic that may lose its end; it has no group. */
  static final String SWIFT = "swift";

  /** The sequence that is reset and deleted now and then. */
  static final String AGAIN = "again";

  private static final int PAYLOAD_BYTES = 64 << 10;

  /** A group that is there from the beginning. */
  record Group(String topic, String name, boolean retain) {}

  private final World world;
  private final List<Group> groups;
  private final Caller caller;
  private final TreeMap<String, TopicState> states = new TreeMap<>();
  private long roundNanos = -1;

  Operator(World world, List<Group> groups) {
    this.world = world;
    this.groups = groups;
    this.caller = world.caller("operator");
  }

  /** Makes everything that has to be there, and says when it is. */
  void setUp(Runnable done) {
    ArrayDeque<QueueRequest> requests = new ArrayDeque<>();
    for (String topic : topics()) {
      if (!topic.equals(QueueRequest.DEFAULT_TOPIC) && !topic.equals(PASSING)) {
        long maxBytes = 128 << 10;
        requests.add(
            new CreateTopic(
                topic,
                new TopicSettings(Optional.empty(), maxBytes, Duration.ZERO, Duration.ZERO, 0)));
      }
    }
    if (world.weather().mayLose()) {
      requests.add(
          new CreateTopic(
              SWIFT,
              new TopicSettings(
                  Optional.of(world.weather().durability()), 0, Duration.ZERO, Duration.ZERO, 0)));
    }
    if (world.weather().replayTimes() > 0) {
      Replay replay = new Replay(Duration.ofSeconds(1), world.weather().replayTimes(), 60);
      requests.add(
          new CreateTopic(
              QueueRequest.DEFAULT_TOPIC + DeadLetter.TOPIC_SUFFIX,
              TopicSettings.USUAL.withReplay(replay)));
    }
    for (Group group : groups) {
      requests.add(
          new CreateGroup(
              group.topic(), group.name(), new StartPosition.Earliest(), group.retain()));
    }
    insist(requests, done);
  }

  /** Asks one after the other, each until it is done. */
  private void insist(ArrayDeque<QueueRequest> requests, Runnable done) {
    if (requests.isEmpty()) {
      done.run();
      return;
    }
    ask(
        requests.getFirst(),
        reply -> {
          if (!(reply instanceof QueueReply.Refused)) {
            requests.removeFirst();
          }
          world.agenda().in(Agenda.MILLI, () -> insist(requests, done));
        },
        () -> world.agenda().in(world.upTo(100), () -> insist(requests, done)));
  }

  /** Now and then does something, until times are calm. */
  void meddle() {
    if (world.mood().isCalm()) {
      return;
    }
    Group group = groups.get(world.random().nextInt(groups.size()));
    ask(chore(group), reply -> note(group, reply), () -> {});
    world.agenda().in(world.upTo(400), this::meddle);
  }

  private QueueRequest chore(Group group) {
    if (world.now(Fault.DELETE, 4)) {
      return deletion();
    }
    if (world.now(Fault.RESET, 4)) {
      return world.random().nextInt(3) == 0
          ? new DeleteSequence(QueueRequest.DEFAULT_TOPIC, AGAIN)
          : new ResetSequence(QueueRequest.DEFAULT_TOPIC, AGAIN);
    }
    if (world.now(Fault.SEEK, 6)) {
      return new Seek(group.topic(), group.name(), somewhere(group));
    }
    if (world.now(Fault.PAUSE_GROUP, 4)) {
      return new PauseGroup(group.topic(), group.name());
    }
    if (world.now(Fault.REPLAY, 4) && !group.topic().equals(PASSING)) {
      return new ReplayDeadLetters(group.topic(), AdminRequest.ALL);
    }
    return switch (world.random().nextInt(3)) {
      case 0 -> new ResumeGroup(group.topic(), group.name());
      case 1 -> new ListDeadLetters(group.topic(), 0, PAYLOAD_BYTES);
      default -> new DescribeTopic(group.topic());
    };
  }

  private QueueRequest deletion() {
    return switch (world.random().nextInt(3)) {
      case 0 -> new DeleteGroup(QueueRequest.DEFAULT_TOPIC, "audit");
      case 1 -> new DeleteGroup(PASSING, "guests");
      default -> new DeleteTopic(PASSING);
    };
  }

  private StartPosition somewhere(Group group) {
    TopicState state = states.get(group.topic());
    if (state == null || world.random().nextInt(3) == 0) {
      return new StartPosition.Earliest();
    }
    return new StartPosition.At((long) (world.random().nextDouble() * state.endOffset()));
  }

  /** Resumes every group, then looks at the topics again and again. */
  void lookAfter() {
    ArrayDeque<QueueRequest> requests = new ArrayDeque<>();
    groups.forEach(group -> requests.add(new ResumeGroup(group.topic(), group.name())));
    insist(requests, this::inspect);
  }

  private void inspect() {
    ArrayDeque<String> names = new ArrayDeque<>(topics());
    states.clear();
    roundNanos = world.agenda().now();
    inspect(names);
  }

  private void inspect(ArrayDeque<String> names) {
    if (names.isEmpty()) {
      world.agenda().in(100 * Agenda.MILLI, this::inspect);
      return;
    }
    ask(
        new DescribeTopic(names.removeFirst()),
        reply -> {
          if (reply instanceof Described(TopicSettings _, TopicState state)) {
            states.put(state.topic(), state);
            resumePaused(state);
          }
          bringBack();
          inspect(names);
        },
        () -> inspect(names));
  }

  /** A deletion of an earlier connection may have come in late. */
  private void bringBack() {
    for (Group group : groups) {
      TopicState state = states.get(group.topic());
      if (group.topic().equals(PASSING) && !isThere(group, state)) {
        ask(
            new CreateGroup(group.topic(), group.name(), new StartPosition.Earliest(), false),
            _ -> {},
            () -> {});
      }
    }
  }

  private static boolean isThere(Group group, @Nullable TopicState state) {
    return state != null
        && state.groups().stream().anyMatch(known -> known.group().equals(group.name()));
  }

  /** A pause of an earlier connection may have come in late. */
  private void resumePaused(TopicState state) {
    for (TopicState.GroupState group : state.groups()) {
      if (group.paused()) {
        ask(new ResumeGroup(state.topic(), group.group()), _ -> {}, () -> {});
      }
    }
  }

  /** Whether the broker says, asked since then, that every group is done with everything. */
  boolean allDone(long sinceNanos) {
    return roundNanos >= sinceNanos
        && states.size() == topics().size()
        && groups.stream().allMatch(group -> isThere(group, states.get(group.topic())))
        && states.values().stream()
            .flatMap(state -> state.groups().stream())
            .allMatch(group -> group.lag() == 0 && group.inFlight() == 0);
  }

  /** What the broker said last. */
  String told() {
    return states.values().toString();
  }

  /** The topics that are there from the beginning. */
  List<String> topics() {
    return groups.stream().map(Group::topic).distinct().toList();
  }

  private void note(Group group, QueueReply reply) {
    if (reply instanceof Described(TopicSettings _, TopicState state)) {
      states.put(group.topic(), state);
    }
  }

  private void ask(QueueRequest request, Consumer<QueueReply> replied, Runnable lost) {
    caller.send(request, world.weather().patienceNanos(), new Caller.Waiter(replied, lost));
  }
}
