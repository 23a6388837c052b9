package io.gputelemetry.streamer;

import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueRefusedException;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.runtime.lifecycle.Backoff;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop that publishes, step by step: get a batch, publish it, and repeat the very same bytes
 * under the very same number until the broker has said what became of them. Used by one thread; the
 * results of {@link #problem} and {@link #finished} may be read by any.
 */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final StreamerConfig config;
  private final Supply supply;
  private final MessageQueue queue;
  private final Clock clock;
  private final Backoff backoff;
  private final StreamerMetrics metrics;
  private Optional<Outgoing> outgoing = Optional.empty();
  private long idleUntilNanos;
  private int failures;
  private volatile boolean finished;
  private volatile Optional<String> problem = Optional.empty();

  Worker(
      StreamerConfig config, Supply supply, Streamer.Environment environment, WorkerParts parts) {
    this.config = config;
    this.supply = supply;
    this.queue = environment.queue();
    this.clock = environment.clock();
    this.backoff = parts.backoff();
    this.metrics = parts.metrics();
    this.idleUntilNanos = clock.monotonicNanos();
  }

  /** What workers of a streamer share. */
  record WorkerParts(Backoff backoff, StreamerMetrics metrics) {}

  /** One step; returns the rows that the broker took, 0 if it is time to wait. */
  int doWork() {
    if (idleNanos() > 0) {
      return 0;
    }
    try {
      if (outgoing.isEmpty()) {
        supply();
      }
      return outgoing.isPresent() ? publish(outgoing.get()) : 0;
    } catch (QueueUnavailableException | QueueRefusedException e) {
      failed(String.valueOf(e.getMessage()));
      return 0;
    }
  }

  /** Until {@link #doWork} has something to do. */
  long idleNanos() {
    return Math.max(idleUntilNanos - clock.monotonicNanos(), 0);
  }

  /** Returns when {@link #doWork} may have something to do, or the time is over. */
  void rest(long atMostNanos) throws InterruptedException {
    long idle = Math.min(idleNanos(), atMostNanos);
    if (idle > 0) {
      clock.sleepNanos(idle);
    } else if (outgoing.isEmpty()) {
      supply.await(atMostNanos);
    }
  }

  /** Whether everything was published when it looked last. */
  boolean finished() {
    return finished;
  }

  /** The last failure, until the next success. */
  Optional<String> problem() {
    return problem;
  }

  private void supply() {
    switch (supply.next()) {
      case Supplied.Ready(Outgoing batch) -> {
        outgoing = Optional.of(batch);
        finished = false;
      }
      case Supplied.Wait(long nanos) -> {
        idleUntilNanos = clock.monotonicNanos() + nanos;
        finished = false;
        succeeded();
      }
      case Supplied.Finished(long nanos) -> {
        idleUntilNanos = clock.monotonicNanos() + nanos;
        finished = true;
        succeeded();
      }
    }
  }

  private int publish(Outgoing batch) {
    QueueReply reply =
        queue.publish(config.topic(), batch.producer(), batch.messages(), config.publishDeadline());
    return switch (reply) {
      case QueueReply.Refused(QueueError error, String message) -> refused(batch, error, message);
      case QueueReply.Duplicate _ -> {
        settled();
        metrics.duplicateBatches.inc(batch.messages().size());
        yield batch.rows();
      }
      default -> {
        settled();
        metrics.publishedBatches.inc(batch.messages().size());
        metrics.publishedRows.inc(batch.rows());
        yield batch.rows();
      }
    };
  }

  private int refused(Outgoing batch, QueueError error, String message) {
    // NOT_FOUND: a broker that lost its disk knows neither the sequence nor the grant.
    if (error != QueueError.LEASE_LOST
        && error != QueueError.FENCED
        && error != QueueError.NOT_FOUND) {
      failed(error + ": " + message);
      return 0;
    }
    outgoing = supply.disowned(batch, error);
    if (outgoing.isPresent()) {
      failed(error + ": " + message);
    } else {
      metrics.lostGrants.inc();
      succeeded();
    }
    return 0;
  }

  private void settled() {
    outgoing = Optional.empty();
    succeeded();
  }

  private void succeeded() {
    if (failures > 0) {
      LOG.info("the queue answers again");
    }
    failures = 0;
    problem = Optional.empty();
  }

  private void failed(String what) {
    failures++;
    metrics.retries.inc();
    if (failures == 1) {
      LOG.warn("will be tried again: {}", what);
    }
    problem = Optional.of(what);
    idleUntilNanos = clock.monotonicNanos() + backoff.delayNanos(failures);
  }

  /**
   * The step of closing: publishes what is left. True if there is nothing left; call again after
   * {@link #idleNanos} otherwise.
   */
  boolean drain() {
    if (finished && outgoing.isEmpty()) {
      return true;
    }
    if (outgoing.isEmpty()) {
      outgoing = supply.last();
    }
    if (outgoing.isEmpty()) {
      return true;
    }
    doWork();
    return false;
  }

  /** The end of closing: gives back what could not be published. */
  void abandon() {
    if (outgoing.isEmpty()) {
      return;
    }
    Outgoing batch = outgoing.get();
    outgoing = Optional.empty();
    try {
      if (supply.givenBack(batch)) {
        return;
      }
    } catch (QueueUnavailableException | QueueRefusedException e) {
      LOG.info("the broker takes the range back when the connection closes: {}", e.getMessage());
      return;
    }
    metrics.unpublished(batch.rows());
    LOG.warn("{} rows were not published before the streamer was closed", batch.rows());
  }
}
