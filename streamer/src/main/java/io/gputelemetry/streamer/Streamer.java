package io.gputelemetry.streamer;

import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.Reporter;
import io.gputelemetry.runtime.lifecycle.Backoff;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.csv.CsvFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams a source into the queue until it is closed. Rows of a shared file are never lost and
 * never published twice, whenever streamers come and go. A live source is read by one loop and
 * published by another with a bounded backlog between them; while the backlog is full the source is
 * not read. Rows of a live source are lost only if closing runs out of time, and that is counted.
 * The queue is not closed with the streamer, the source is.
 */
public final class Streamer implements AutoCloseable {
  /** From this rate on the waiting for the disk must overlap. */
  private static final double FAST_ROWS_PER_SECOND = 100_000;

  private static final int FAST_WORKERS = 2;
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);

  /** A broker that is back is found within this time. */
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(2);

  /** Longest rest, so that closing is noticed. */
  private static final long NAP_NANOS = 50_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Streamer.class);

  private final StreamerConfig config;
  private final Clock clock;
  private final Supplier<String> name;
  private final Supplier<Optional<String>> sourceProblem;
  private final Drops drops;
  private final StreamerMetrics metrics;
  private final Reporter reporter;
  private final Backlog backlog;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> publishing = new ArrayList<>();
  private final List<Supplier<Map<String, Long>>> moreCounters = new CopyOnWriteArrayList<>();
  private final List<Supplier<Optional<String>>> moreProblems = new CopyOnWriteArrayList<>();
  private Optional<Collecting> collecting = Optional.empty();
  private volatile boolean closing;
  private volatile boolean draining;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile Optional<String> bug = Optional.empty();

  /**
   * What a streamer works with.
   *
   * @param instance the name of this process, at most 200 characters; stands on every batch
   * @param queue a queue of its own or a shared one; stays open. The streamer tells it every 5 s
   *     how it is doing
   * @param random for producer ids and for spreading retries
   * @param metrics where it registers its counters, once per process
   * @param drops where it counts what is left out; also told to the broker, whoever counts there
   */
  public record Environment(
      String instance,
      MessageQueue queue,
      Clock clock,
      RandomGenerator random,
      Metrics metrics,
      Drops drops) {}

  /** What reads a live source. */
  private record Collecting(Intake intake, Thread thread) {}

  private Streamer(
      StreamerConfig config,
      Supplier<String> name,
      Supplier<Optional<String>> sourceProblem,
      Environment environment) {
    this.config = config;
    this.clock = environment.clock();
    this.name = name;
    this.sourceProblem = sourceProblem;
    this.backlog = new Backlog(config.backlogBytes());
    this.drops = environment.drops();
    this.metrics = new StreamerMetrics(environment.metrics().registry(), drops, backlog::rows);
    this.reporter = new Reporter(environment.queue(), this::report, clock::monotonicNanos);
  }

  /** A streamer that shares a file with all others of the same {@link StreamerConfig#streamId}. */
  public static Streamer sharing(StreamerConfig config, CsvFile file, Environment environment) {
    Streamer streamer =
        new Streamer(config, () -> "csv " + file.path(), Optional::empty, environment);
    streamer.metrics.loaded(file.report());
    TokenBucket bucket = new TokenBucket(config.rate(), environment.clock());
    SharedRows.Shared shared =
        new SharedRows.Shared(new SharedSequence(config, file, environment), bucket);
    streamer.addWorkers(
        environment, () -> new SharedRows(config, new RangeBatch(file), environment, shared));
    return streamer;
  }

  /** A streamer of a source of its own. */
  public static Streamer live(StreamerConfig config, Source source, Environment environment) {
    Streamer streamer = new Streamer(config, source::name, source::problem, environment);
    TokenBucket bucket = new TokenBucket(config.rate(), environment.clock());
    Intake intake = new Intake(config, source, bucket, streamer.backlog, environment);
    Thread thread =
        Thread.ofPlatform().name("streamer-collect").unstarted(() -> streamer.collect(intake));
    streamer.collecting = Optional.of(new Collecting(intake, thread));
    streamer.addWorkers(environment, () -> new LiveRows(streamer.backlog, environment.random()));
    return streamer;
  }

  private void addWorkers(Environment environment, Supplier<Supply> supply) {
    Backoff backoff = new Backoff(FIRST_RETRY, SLOWEST_RETRY, environment.random());
    boolean fast = config.rate() == 0 || config.rate() > FAST_ROWS_PER_SECOND;
    for (int i = 0; i < (fast ? FAST_WORKERS : 1); i++) {
      workers.add(
          new Worker(config, supply.get(), environment, new Worker.WorkerParts(backoff, metrics)));
    }
  }

  /** The loops that publish, for stepping them by hand instead of {@link #start}. */
  List<Worker> workers() {
    return List.copyOf(workers);
  }

  /** The loop that collects, for stepping it by hand; a shared file has none. */
  Optional<Intake> intake() {
    return collecting.map(Collecting::intake);
  }

  /** Reports these counters as well. */
  public Streamer alsoReporting(Supplier<Map<String, Long>> counters) {
    moreCounters.add(counters);
    return this;
  }

  /** Shows this problem as well, while there is none of its own. */
  public Streamer alsoComplaining(Supplier<Optional<String>> problem) {
    moreProblems.add(problem);
    return this;
  }

  /** Starts the threads; once. */
  public void start() {
    if (started) {
      throw new IllegalStateException("the streamer was started before");
    }
    started = true;
    collecting.ifPresent(loop -> loop.thread().start());
    for (Worker worker : workers) {
      String thread = "streamer-publish-" + publishing.size();
      publishing.add(Thread.ofPlatform().name(thread).start(() -> publish(worker)));
    }
    reporter.start();
  }

  /** What it tells the broker of itself. */
  QueueRequest.Report report() {
    StreamerStatus status = status();
    String problem = status.complaint().or(status::problem).orElse("");
    Map<String, Long> counters = new LinkedHashMap<>(metrics.counters());
    moreCounters.forEach(more -> counters.putAll(more.get()));
    return QueueRequest.Report.of(counters, problem, drops.list()).withSource(status.source());
  }

  private void collect(Intake intake) {
    try {
      while (!closing && !intake.finished()) {
        if (intake.doWork() == 0) {
          clock.sleepNanos(Math.min(intake.idleNanos(), NAP_NANOS));
        }
      }
      intake.closeSource();
      readRest(intake);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      stoppedByBug(e);
    } finally {
      intake.closeSource();
      intake.finish();
    }
  }

  /** What was observed is published, too, if the queue takes it in time. */
  private void readRest(Intake intake) throws InterruptedException {
    long deadline = clock.monotonicNanos() + config.closeGrace().toNanos();
    while (intake.unread() > 0 && clock.monotonicNanos() - deadline < 0) {
      if (intake.readRest() == 0) {
        clock.sleepNanos(Math.min(intake.idleNanos(), NAP_NANOS));
      }
    }
  }

  private void publish(Worker worker) {
    try {
      while (!draining) {
        if (worker.doWork() == 0) {
          worker.rest(NAP_NANOS);
        }
      }
      finish(worker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      worker.abandon();
    } catch (RuntimeException e) {
      stoppedByBug(e);
      worker.abandon();
    }
  }

  private void stoppedByBug(RuntimeException e) {
    bug = Optional.of(e.toString());
    LOG.error("the streamer stops because of a bug", e);
  }

  private void finish(Worker worker) throws InterruptedException {
    long deadline = clock.monotonicNanos() + config.closeGrace().toNanos();
    while (!worker.drain() && clock.monotonicNanos() - deadline < 0) {
      worker.rest(NAP_NANOS);
    }
    worker.abandon();
  }

  /** How it is doing; any thread may ask. */
  public StreamerStatus status() {
    Optional<String> problem =
        bug.or(() -> workers.stream().flatMap(worker -> worker.problem().stream()).findFirst());
    return new StreamerStatus(
        state(problem.isPresent()),
        name.get(),
        metrics.publishedRows.getLongValue(),
        metrics.publishedBatches.getLongValue(),
        metrics.duplicateBatches.getLongValue(),
        metrics.retries.getLongValue(),
        metrics.lostGrants.getLongValue(),
        backlog.rows(),
        problem.or(sourceProblem).or(this::furtherProblem));
  }

  private Optional<String> furtherProblem() {
    return moreProblems.stream().flatMap(more -> more.get().stream()).findFirst();
  }

  private StreamerStatus.State state(boolean problem) {
    if (bug.isPresent()) {
      return StreamerStatus.State.FAILED;
    }
    if (stopped) {
      return StreamerStatus.State.STOPPED;
    }
    if (!started) {
      return StreamerStatus.State.CREATED;
    }
    if (problem) {
      return StreamerStatus.State.RETRYING;
    }
    return workers.stream().allMatch(Worker::finished)
        ? StreamerStatus.State.FINISHED
        : StreamerStatus.State.RUNNING;
  }

  /**
   * Reads no more, publishes what was collected, within the grace of the configuration, and ends
   * the threads. A range of a shared file that could not be published is given back to the others.
   */
  @Override
  public void close() {
    closing = true;
    collecting.ifPresent(this::endCollecting);
    draining = true;
    publishing.forEach(Streamer::join);
    giveUpBacklog();
    stopped = true;
    reporter.close();
  }

  private void endCollecting(Collecting loop) {
    if (started) {
      join(loop.thread());
    } else {
      loop.intake().closeSource();
    }
  }

  private void giveUpBacklog() {
    long left = backlog.rows() + intake().map(Intake::unread).orElse(0L);
    if (left > 0) {
      metrics.unpublished(left);
      LOG.warn("{} rows were not published before the streamer was closed", left);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      // Whoever closes is in a hurry: what was collected is given up.
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
