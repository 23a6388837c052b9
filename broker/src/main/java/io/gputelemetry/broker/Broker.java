package io.gputelemetry.broker;

import io.gputelemetry.broker.topic.Topic;
import io.gputelemetry.broker.topic.Topics;
import io.gputelemetry.journal.Disk;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker: topics in a directory that it owns, and sessions. Any thread may connect. After a
 * failure of its disk it answers nothing any more; the process is expected to end.
 */
public final class Broker implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Broker.class);

  /** What owners may take for draining beyond the time they were given. */
  private static final Duration DRAIN_GRACE = Duration.ofSeconds(2);

  private static final String TOPICS = "topics";

  /** How topics get to work. */
  private enum Drive {
    /** Each has a thread. */
    THREADS,
    /** Whoever calls {@link #doWork}. */
    STEPS
  }

  /** What it gets from outside. */
  private record Outside(
      Disk disk, Clock clock, RandomGenerator random, Consumer<Throwable> onFailure) {}

  private final BrokerConfig config;
  private final Drive drive;
  private final ExecutorService maker;
  private final AutoCloseable lock;
  private final Topics topics;
  private final AtomicLong sessionIds = new AtomicLong();
  private final Clients clients;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Broker(Outside outside, BrokerConfig config, Drive drive) throws IOException {
    this.config = config;
    this.drive = drive;
    this.clients = new Clients(outside.clock());
    this.lock = outside.disk().lock();
    this.maker =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("broker-topics").daemon().factory());
    Executor executor = drive == Drive.THREADS ? maker : Runnable::run;
    Consumer<Topic> starter = drive == Drive.THREADS ? Topic::start : _ -> {};
    Topics.Shared inTopics =
        new Topics.Shared(
            outside.disk().directory(TOPICS),
            config.topic(),
            outside.clock(),
            outside.random(),
            clients::name,
            once(outside.onFailure()));
    this.topics = new Topics(inTopics, config.topicsMax(), executor, starter);
  }

  /**
   * Opens the topics in the directory, or begins with none.
   *
   * @param disk the broker's own directory; taken for this process until {@link #close}
   * @param random for tokens and ids
   * @param onFailure told once, on some thread of the broker, that it cannot go on; must not block
   * @throws io.gputelemetry.journal.DiskInUseException if another process has the directory
   * @throws io.gputelemetry.journal.JournalDamagedException if something durable is damaged
   */
  public static Broker open(
      Disk disk,
      BrokerConfig config,
      Clock clock,
      RandomGenerator random,
      Consumer<Throwable> onFailure)
      throws IOException {
    return open(new Outside(disk, clock, random, onFailure), config, Drive.THREADS);
  }

  /** The same without threads: nothing happens but in {@link #doWork}. For simulations. */
  public static Broker openStepped(
      Disk disk,
      BrokerConfig config,
      Clock clock,
      RandomGenerator random,
      Consumer<Throwable> onFailure)
      throws IOException {
    return open(new Outside(disk, clock, random, onFailure), config, Drive.STEPS);
  }

  private static Broker open(Outside outside, BrokerConfig config, Drive drive) throws IOException {
    Broker broker = new Broker(outside, config, drive);
    try {
      broker.topics.openAll();
      return broker;
    } catch (IOException e) {
      broker.stop(e);
      throw e;
    }
  }

  /** Begins a session, which ends when the connection is closed. */
  public QueueConnection connect(SessionInfo info) {
    return new InMemoryConnection(connectToSend(info));
  }

  /** The same for a door that sends messages from the files in which they are. */
  public QueueConnection connectToSend(SessionInfo info) {
    long id = sessionIds.incrementAndGet();
    clients.connected(id, info);
    return new Session(id, topics, clients);
  }

  /** The same for what only looks at the broker and is not listed among who is connected. */
  public QueueConnection connectUnlisted() {
    return new InMemoryConnection(new Session(sessionIds.incrementAndGet(), topics, clients));
  }

  /** Who is connected, in the order of arrival. */
  public List<SessionInfo> sessions() {
    return clients.sessions();
  }

  /** Why the broker does not work; empty if it does. Answers at once. */
  public Optional<String> problem() {
    for (Topic topic : topics.all()) {
      Optional<String> problem = topic.problem();
      if (problem.isPresent()) {
        return problem;
      }
    }
    return closed.get() ? Optional.of("stopping") : Optional.empty();
  }

  /** Producers that were forgotten since the broker started, because there were too many. */
  public long producersForgotten() {
    long sum = 0;
    for (Topic topic : topics.all()) {
      sum += topic.producersForgotten();
    }
    return sum;
  }

  /** How often each topic's log was synced since the broker started. */
  public Map<String, Long> syncs() {
    Map<String, Long> byTopic = new TreeMap<>();
    for (Topic topic : topics.all()) {
      byTopic.put(topic.name(), topic.syncs());
    }
    return byTopic;
  }

  /** One turn of each topic; returns how many events there were. Only for a stepped broker. */
  public int doWork() throws IOException {
    int events = 0;
    for (Topic topic : topics.all()) {
      events += topic.doWork();
    }
    return events;
  }

  /**
   * Takes no new work, waits as long as the drain timeout says for what is leased to be acked,
   * makes everything durable and ends.
   */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    topics.seal();
    List<CompletableFuture<?>> drained = new ArrayList<>();
    for (Topic topic : topics.all()) {
      drained.add(topic.drain(config.drainTimeout()));
    }
    if (drive == Drive.THREADS) {
      await(CompletableFuture.allOf(drained.toArray(CompletableFuture[]::new)));
    }
    IOException failure = stop(new IOException("the broker could not be closed cleanly"));
    if (failure.getSuppressed().length > 0) {
      throw failure;
    }
  }

  private void await(CompletableFuture<Void> drained) {
    CompletableFuture<Void> bounded =
        drained
            .handle((_, _) -> (Void) null)
            .completeOnTimeout(
                null, config.drainTimeout().plus(DRAIN_GRACE).toMillis(), TimeUnit.MILLISECONDS);
    bounded.join();
  }

  /** Closes all parts; what fails is suppressed into {@code failure}. */
  private IOException stop(IOException failure) {
    maker.shutdown();
    for (Topic topic : topics.all()) {
      suppress(topic, failure);
    }
    suppress(lock, failure);
    return failure;
  }

  private static void suppress(AutoCloseable part, IOException failure) {
    try {
      part.close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  private static Consumer<Throwable> once(Consumer<Throwable> listener) {
    AtomicBoolean told = new AtomicBoolean();
    return cause -> {
      if (told.compareAndSet(false, true)) {
        listener.accept(cause);
      } else {
        log.error("one more failure of a broker that cannot go on: {}", cause.toString());
      }
    };
  }
}
