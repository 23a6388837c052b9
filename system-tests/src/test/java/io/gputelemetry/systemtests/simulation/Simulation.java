package io.gputelemetry.systemtests.simulation;

import io.gputelemetry.broker.BrokerConfig;
import io.gputelemetry.broker.core.TopicLimits;
import io.gputelemetry.broker.topic.TopicConfig;
import io.gputelemetry.journal.JournalConfig;
import io.gputelemetry.queue.DeadLetter;
import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.systemtests.simulation.Operator.Group;
import io.gputelemetry.systemtests.simulation.RowPublisher.Sequence;
import io.gputelemetry.systemtests.simulation.history.History;
import io.gputelemetry.systemtests.simulation.history.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One run: bad times, in which nothing that was promised may be broken; then calm, in which
 * everything that was begun has to be finished.
 */
final class Simulation {
  private static final String BOUNDED = "bounded";
  private static final String FILE = "file";
  private static final long CALM_NANOS_MAX = 120 * Agenda.SECOND;

  /** What is still under way when times get calm has arrived after that time. */
  private static final long SETTLING_NANOS = 2 * Agenda.SECOND;

  private static final int SEGMENT_BYTES = 64 << 10;

  private final World world;
  private final Machine machine;
  private final Troubles troubles;
  private final Operator operator;
  private final List<PublishingClient> publishers = new ArrayList<>();
  private final List<RowPublisher> streamers = new ArrayList<>();

  Simulation(long seed) {
    this(seed, History.KEPT);
  }

  /** One of which so many events are kept. */
  Simulation(long seed, int kept) {
    Random random = new Random(seed * 0x9E3779B97F4A7C15L);
    Agenda agenda = new Agenda();
    Weather weather = Weather.of(random);
    SimulatedClock clock = new SimulatedClock(agenda);
    Network network = new Network(agenda, random, weather);
    History history =
        new History(agenda::now, new Rules(weather.maxDeliveries(), ackWindowNanos(weather)), kept);
    this.world = new World(agenda, random, weather, clock, network, history, new World.Mood());
    this.machine = new Machine(world, config(weather));
    this.operator = new Operator(world, groups(weather));
    this.troubles = new Troubles(world, machine);
    Door door = new Door(machine, network, history);
    network.serve(door);
    machine.onGone(() -> {
      door.clear();
      network.serverIsGone();
    });
  }

  /** Acks are durable within 100 ms, if the broker gets its turns. */
  private static long ackWindowNanos(Weather weather) {
    return 115 * Agenda.MILLI + weather.pauseNanos();
  }

  private static BrokerConfig config(Weather weather) {
    TopicLimits limits =
        new TopicLimits(
                Duration.ofMillis(weather.visibilityMillis()),
                100,
                5,
                TopicLimits.DEFAULT.batchBytesMax(),
                TopicLimits.DEFAULT.replyBytesMax(),
                100,
                1_000,
                Durability.SYNCED)
            .withMaxDeliveries(weather.maxDeliveries());
    JournalConfig journal =
        new JournalConfig(SEGMENT_BYTES, 1L << 30, Duration.ofDays(10_000), 1 << 10);
    return new BrokerConfig(
        new TopicConfig(journal, limits, 10_000, 64L << 20, weather.reserveBytes()),
        20,
        Duration.ZERO);
  }

  private static List<Group> groups(Weather weather) {
    List<Group> groups = new ArrayList<>();
    groups.add(new Group(QueueRequest.DEFAULT_TOPIC, "collectors", true));
    groups.add(new Group(QueueRequest.DEFAULT_TOPIC, "audit", false));
    if (weather.bounded()) {
      groups.add(new Group(BOUNDED, "keeper", true));
    }
    if (weather.has(Fault.DELETE)) {
      groups.add(new Group(Operator.PASSING, "guests", false));
    }
    return groups;
  }

  /** Runs to the end, or to the first violation. */
  Outcome run() {
    machine.start();
    operator.setUp(this::begin);
    long calmAt = Agenda.SECOND + world.weather().troubleNanos();
    while (isSound() && world.agenda().step(calmAt)) {
      // The agenda does the work.
    }
    troubles.end();
    operator.lookAfter();
    runUntilDone(calmAt + CALM_NANOS_MAX);
    Audit audit = new Audit(world, auditedTopics());
    audit.begin();
    long auditUntil = world.agenda().now() + CALM_NANOS_MAX;
    while (isSound() && !audit.isDone() && world.agenda().step(auditUntil)) {
      // The agenda does the work.
    }
    if (isSound()) {
      world.history().end();
    }
    return new Outcome(world.weather(), world.agenda().now(), world.history());
  }

  private void begin() {
    troubles.begin();
    operator.meddle();
    int members = 1 + world.random().nextInt(3);
    for (Group group : groups(world.weather())) {
      for (int i = 0; i < members; i++) {
        new GroupMember(world, group.topic(), group.name(), i).begin();
      }
    }
    for (String topic : operator.topics()) {
      for (int i = 0; i <= world.random().nextInt(3); i++) {
        publish(new PublishingClient.Identity(topic, 1 + publishers.size(), 0));
      }
      new StreamReader(world, topic, 0).begin();
    }
    publish(new PublishingClient.Identity(QueueRequest.DEFAULT_TOPIC, -1, 0));
    if (world.weather().mayLose()) {
      for (int i = 0; i < members; i++) {
        publish(new PublishingClient.Identity(Operator.SWIFT, 1 + publishers.size(), 0));
      }
      new StreamReader(world, Operator.SWIFT, 0).begin();
    }
    if (world.weather().has(Fault.TAKE_OVER)) {
      world
          .agenda()
          .in(
              world.upTo(2_000),
              () -> publish(new PublishingClient.Identity(QueueRequest.DEFAULT_TOPIC, 1, 1)));
    }
    stream(FILE);
    if (world.weather().has(Fault.RESET)) {
      stream(Operator.AGAIN);
    }
  }

  private void publish(PublishingClient.Identity identity) {
    PublishingClient publisher = new PublishingClient(world, identity);
    publishers.add(publisher);
    publisher.begin();
  }

  private void stream(String name) {
    Sequence sequence =
        new Sequence(
            QueueRequest.DEFAULT_TOPIC,
            name,
            20 + world.random().nextInt(200),
            1 + world.random().nextInt(2));
    for (int i = 0; i <= world.random().nextInt(3); i++) {
      RowPublisher streamer = new RowPublisher(world, sequence, streamers.size());
      streamers.add(streamer);
      streamer.begin();
    }
  }

  private void runUntilDone(long latest) {
    long settledNanos = world.agenda().now() + SETTLING_NANOS;
    while (isSound() && !isDone(settledNanos)) {
      if (!areClientsDone()) {
        settledNanos = Math.max(settledNanos, world.agenda().now());
      }
      if (!world.agenda().step(latest)) {
        world.history().violated("starved; the broker says " + operator.told());
      }
    }
  }

  private boolean isDone(long settledNanos) {
    return operator.allDone(settledNanos) && areClientsDone();
  }

  private boolean areClientsDone() {
    return publishers.stream().allMatch(PublishingClient::isDone)
        && streamers.stream().allMatch(RowPublisher::isDone);
  }

  private List<String> auditedTopics() {
    List<String> topics = new ArrayList<>();
    for (String topic : operator.topics()) {
      topics.add(topic);
      topics.add(topic + DeadLetter.TOPIC_SUFFIX);
    }
    if (world.weather().mayLose()) {
      topics.add(Operator.SWIFT);
    }
    return topics;
  }

  private boolean isSound() {
    return world.history().violation().isEmpty();
  }
}
