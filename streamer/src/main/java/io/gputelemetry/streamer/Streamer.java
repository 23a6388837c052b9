package io.gputelemetry.streamer;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.Reporter;
import io.gputelemetry.runtime.lifecycle.Backoff;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.streamer.source.CsvFile;
import io.gputelemetry.streamer.source.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams a source into the queue until it is closed. Rows of a shared file are never lost and
 * never published twice, whenever streamers come and go; rows of a live source are lost only if
 * closing runs out of time, and that is counted. The queue is not closed with the streamer.
 */
public final class Streamer implements AutoCloseable {
  /** From this rate on the waiting for the disk must overlap. */
  private static final double FAST_ROWS_PER_SECOND = 100_000;

  private static final int FAST_WORKERS = 2;
  private static final Duration FIRST_RETRY = Duration.ofMillis(50);
  private static final Duration SLOWEST_RETRY = Duration.ofSeconds(5);

  /** Longest sleep, so that closing is noticed. */
  private static final long NAP_NANOS = 50_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Streamer.class);

  private final StreamerConfig config;
  private final Clock clock;
  private final String source;
  private final StreamerMetrics metrics;
  private final Reporter reporter;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean closing;
  private volatile boolean started;
  private volatile boolean stopped;
  private volatile Optional<String> bug = Optional.empty();

  /**
   * What a streamer works with.
   *
   * @param queue a queue of its own or a shared one; stays open. The streamer tells it every 5 s
   *     how it is doing
   * @param random for producer ids and for spreading retries
   * @param metrics where it registers its counters, once per process
   */
  public record Environment(
      MessageQueue queue, Clock clock, RandomGenerator random, Metrics metrics) {}

  private Streamer(StreamerConfig config, String source, Environment environment) {
    this.config = config;
    this.clock = environment.clock();
    this.source = source;
    this.metrics = new StreamerMetrics(environment.metrics().registry());
    this.reporter = new Reporter(environment.queue(), this::report, clock::monotonicNanos);
  }

  /** A streamer that shares a file with all others of the same {@link StreamerConfig#streamId}. */
  public static Streamer sharing(StreamerConfig config, CsvFile file, Environment environment) {
    Streamer streamer = new Streamer(config, file.path().toString(), environment);
    streamer.metrics.loaded(file.report());
    TokenBucket bucket = new TokenBucket(config.rate(), environment.clock());
    streamer.addWorkers(
        environment, () -> new SharedRows(config, file, environment.queue(), bucket));
    return streamer;
  }

  /** A streamer of a source of its own. */
  public static Streamer live(StreamerConfig config, Source source, Environment environment) {
    Streamer streamer = new Streamer(config, source.getClass().getSimpleName(), environment);
    TokenBucket bucket = new TokenBucket(config.rate(), environment.clock());
    Intake intake = new Intake(config, source, bucket, environment.clock());
    streamer.addWorkers(environment, () -> new LiveRows(intake, environment.random()));
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

  /** The loops, for stepping them by hand instead of {@link #start}. */
  List<Worker> workers() {
    return List.copyOf(workers);
  }

  /** Starts the threads; once. */
  public void start() {
    if (started) {
      throw new IllegalStateException("the streamer was started before");
    }
    started = true;
    for (int i = 0; i < workers.size(); i++) {
      Worker worker = workers.get(i);
      threads.add(Thread.ofPlatform().name("streamer-" + i).start(() -> run(worker)));
    }
    reporter.start();
  }

  /** What it tells the broker of itself. */
  QueueRequest.Report report() {
    StreamerStatus status = status();
    return QueueRequest.Report.of(metrics.counters(), status.complaint().orElse(""));
  }

  private void run(Worker worker) {
    try {
      while (!closing) {
        if (worker.doWork() == 0) {
          nap(worker.idleNanos());
        }
      }
      finish(worker);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      worker.abandon();
    } catch (RuntimeException e) {
      bug = Optional.of(e.toString());
      worker.abandon();
      LOG.error("the streamer stops because of a bug", e);
    }
  }

  private void finish(Worker worker) throws InterruptedException {
    long deadline = clock.monotonicNanos() + config.closeGrace().toNanos();
    while (!worker.drain() && clock.monotonicNanos() - deadline < 0) {
      nap(worker.idleNanos());
    }
    worker.abandon();
  }

  private void nap(long nanos) throws InterruptedException {
    clock.sleepNanos(Math.min(nanos, NAP_NANOS));
  }

  /** How it is doing; any thread may ask. */
  public StreamerStatus status() {
    Optional<String> problem =
        bug.or(() -> workers.stream().flatMap(worker -> worker.problem().stream()).findFirst());
    return new StreamerStatus(
        state(problem.isPresent()),
        source,
        metrics.publishedRows.getLongValue(),
        metrics.publishedBatches.getLongValue(),
        metrics.duplicateBatches.getLongValue(),
        metrics.retries.getLongValue(),
        metrics.lostGrants.getLongValue(),
        problem);
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
   * Publishes what was collected, within the grace of the configuration, and ends the threads. A
   * range of a shared file that could not be published is given back to the others.
   */
  @Override
  public void close() {
    closing = true;
    for (Thread thread : threads) {
      join(thread);
    }
    stopped = true;
    reporter.close();
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
