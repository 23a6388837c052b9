package io.gputelemetry.collector;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.Reporter;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.store.SampleStore;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A member of a group: its workers lease messages, write their samples to the store, and ack each
 * lease after every message of it is stored or set aside. Owns its threads and connections, not the
 * store. A crash at any point leads to redelivery, which the store's key makes harmless.
 */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);
  private static final Duration REPORT_TIMEOUT = Duration.ofSeconds(10);

  /** The longest that a stop waits for a worker; what it holds then expires at the broker. */
  private static final Duration STOP_DEADLINE = Duration.ofSeconds(15);

  /**
   * Counts since the start.
   *
   * @param messages stored or set aside
   * @param stored samples that became new rows
   * @param duplicates samples that were there already
   * @param conflicts samples that were there already with another value
   * @param dropped samples that are not worth keeping, left out
   * @param deadLettered messages set aside
   * @param redelivered messages that had been delivered before
   * @param retries writes repeated because the store was down
   * @param leasesLost leases that were lost before their ack
   */
  public record Statistics(
      long messages,
      long stored,
      long duplicates,
      long conflicts,
      long dropped,
      long deadLettered,
      long redelivered,
      long retries,
      long leasesLost) {

    /** What was done since these. */
    Statistics since(Statistics earlier) {
      return new Statistics(
          messages - earlier.messages,
          stored - earlier.stored,
          duplicates - earlier.duplicates,
          conflicts - earlier.conflicts,
          dropped - earlier.dropped,
          deadLettered - earlier.deadLettered,
          redelivered - earlier.redelivered,
          retries - earlier.retries,
          leasesLost - earlier.leasesLost);
    }
  }

  /**
   * What a collector works with.
   *
   * @param connections opens a connection to the queue; called once by each worker, again after a
   *     connection failed, and once for reports
   * @param store to write to; not closed by the collector
   * @param clock for pauses and the flush interval
   * @param random for the jitter of pauses
   * @param registry for counters
   */
  public record Surroundings(
      Supplier<QueueConnection> connections,
      SampleStore store,
      Clock clock,
      RandomGenerator random,
      PrometheusRegistry registry) {}

  private final Clock clock;
  private final CollectorCounters counters;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final StatisticsLog statisticsLog;
  private final List<CollectorWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Supplier<QueueConnection> connections;
  private Optional<Reports> reports = Optional.empty();

  /** A reporter and its connection. */
  private record Reports(Reporter reporter, MessageQueue queue) implements AutoCloseable {
    @Override
    public void close() {
      reporter.close();
      queue.close();
    }
  }

  /** Made in a stopped state; {@link #start} begins. */
  public Collector(CollectorConfig config, Surroundings surroundings) {
    clock = surroundings.clock();
    connections = surroundings.connections();
    counters = new CollectorCounters(surroundings.registry(), clock::epochMicros);
    statisticsLog = new StatisticsLog(clock, counters::statistics);
    for (int i = 0; i < config.workers(); i++) {
      RandomGenerator random = new SplittableRandom(surroundings.random().nextLong());
      Pauses pauses = new Pauses(clock, random, stopping::get, statisticsLog::logWhenDue);
      workers.add(new CollectorWorker(config, surroundings, counters, pauses, stopping::get));
    }
  }

  /** Starts the workers' threads, and tells the broker every 5 s how they are doing. */
  public void start() {
    for (CollectorWorker worker : workers) {
      threads.add(Thread.ofPlatform().name("collector-" + threads.size()).start(() -> run(worker)));
    }
    MessageQueue queue = new MessageQueue(connections.get(), REPORT_TIMEOUT);
    Reporter reporter = new Reporter(queue, this::report, clock::monotonicNanos);
    reporter.start();
    reports = Optional.of(new Reports(reporter, queue));
  }

  /** What it tells the broker of itself. */
  QueueRequest.Report report() {
    return QueueRequest.Report.of(counters.reported(), problem().orElse(""), counters.drops.list());
  }

  /** What keeps one of its workers from working; any thread may ask. */
  public Optional<String> problem() {
    return workers.stream().flatMap(worker -> worker.problem().stream()).findFirst();
  }

  /**
   * One step of each worker without a thread, for tests and simulation: leases what is there,
   * writes and acks it. Returns how many messages were dealt with.
   */
  public int doWork() {
    int messages = 0;
    for (CollectorWorker worker : workers) {
      messages += worker.doWork();
    }
    statisticsLog.logWhenDue();
    return messages;
  }

  /** What was done since the start. */
  public Statistics statistics() {
    return counters.statistics();
  }

  /** Takes nothing new, finishes or releases what is held, and ends the threads. */
  @Override
  public void close() {
    stopping.set(true);
    threads.forEach(Collector::join);
    reports.ifPresent(Reports::close);
    if (threads.isEmpty()) {
      workers.forEach(CollectorWorker::disconnect);
    }
    statisticsLog.log();
  }

  private void run(CollectorWorker worker) {
    while (!stopping.get() && !Thread.currentThread().isInterrupted()) {
      worker.doWork();
      statisticsLog.logWhenDue();
    }
    worker.disconnect();
  }

  private static void join(Thread thread) {
    try {
      if (!thread.join(STOP_DEADLINE)) {
        log.warn(
            "{} did not stop in time; what it holds goes back when its lease ends",
            thread.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
