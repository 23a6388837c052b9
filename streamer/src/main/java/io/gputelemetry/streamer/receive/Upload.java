package io.gputelemetry.streamer.receive;

import io.gputelemetry.queue.Message;
import io.gputelemetry.queue.Producer;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.runtime.http.ProblemException;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.CsvRows;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One upload: reads rows, and publishes a batch before it reads on, so that a full queue slows the
 * sender down. A batch that is not full is published only at the end of the file; after a failure
 * the same file therefore gives the same batches under the same identities.
 */
final class Upload {
  private static final int RETRY_SECONDS = 5;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final long PAUSE_NANOS = 100_000_000;

  private final CsvUploads.Config config;
  private final CsvUploads.Environment environment;
  private final EventTimes times;
  private final UploadProgress progress;
  private final UploadBatch batch;
  private long number;

  Upload(
      CsvUploads.Config config,
      CsvUploads.Environment environment,
      EventTimes times,
      UploadProgress progress) {
    this.config = config;
    this.environment = environment;
    this.times = times;
    this.progress = progress;
    this.batch = new UploadBatch(progress.uploadId());
  }

  /** Publishes all rows; throws the problem that is to be answered if that is not possible. */
  void run(UploadBody body, MetricCatalogue catalogue) {
    try (InputStream bytes = body.plain();
        CsvRows rows = CsvRows.ofPlain("the file", bytes, catalogue, progress.tally())) {
      for (Optional<CsvRows.Row> row = rows.next(); row.isPresent(); row = rows.next()) {
        take(row.get());
      }
    } catch (SourceException e) {
      throw bad(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw bad("the file cannot be decompressed: " + e.getMessage());
    }
    if (batch.size() > 0) {
      publish();
    }
  }

  private ProblemException bad(String what) {
    return ProblemException.badRequest("body", what + progress.taken());
  }

  private void take(CsvRows.Row row) {
    if (batch.isFullFor(row)) {
      publish();
    }
    batch.add(row);
  }

  private void publish() {
    int samples = batch.size();
    long first = times.reserve(batch.times());
    BatchOrigin origin = new BatchOrigin(progress.id() + "/" + number, config.instance(), first);
    boolean again = published(batch.producer(), batch.message(first, origin));
    number++;
    progress.published(samples, again);
    environment.metrics().taken(samples, again);
  }

  /** Whether the broker had it already. */
  private boolean published(Producer producer, Message message) {
    Clock clock = environment.clock();
    long deadline = clock.monotonicNanos() + config.patience().toNanos();
    while (true) {
      long left = deadline - clock.monotonicNanos();
      try {
        QueueReply reply =
            environment.queue().publish(config.topic(), producer, List.of(message), atMost(left));
        if (!(reply instanceof QueueReply.Refused refused)) {
          return reply instanceof QueueReply.Duplicate;
        }
        if (!refused.error().retryable() || left <= 0) {
          throw refused(refused);
        }
      } catch (QueueUnavailableException e) {
        if (left <= 0) {
          throw later(503, "the queue cannot be reached");
        }
      }
      pause();
    }
  }

  private static Duration atMost(long leftNanos) {
    return Duration.ofNanos(Math.clamp(leftNanos, 0, LONGEST_WAIT.toNanos()));
  }

  private void pause() {
    try {
      environment.clock().sleepNanos(PAUSE_NANOS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw later(503, "this server stops");
    }
  }

  private ProblemException refused(QueueReply.Refused refused) {
    return switch (refused.error()) {
      case BUSY -> later(429, "the queue is full (" + refused.message() + ")");
      case STORAGE_FULL -> later(507, "the queue's disk is full");
      case QueueError error ->
          later(503, "the queue refuses (" + error + ": " + refused.message() + ")");
    };
  }

  private ProblemException later(int status, String what) {
    return ProblemException.retryLater(status, what + progress.taken(), RETRY_SECONDS);
  }
}
