package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.batch.BatchEncoder;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.SampleBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop that collects, step by step: reads a source at the pace that is asked for, fixes the
 * event time of what is observed now, and puts it into the backlog when a batch is due. It does not
 * read while the backlog is full. Used by one thread; {@link #finished} may be asked by any.
 */
final class Intake {
  private final StreamerConfig config;
  private final Source source;
  private final TokenBucket bucket;
  private final Clock clock;
  private final Backlog backlog;
  private final BatchEncoder encoder;
  private final SampleBatch.Builder gathered = new SampleBatch.Builder();
  private long dueAtNanos;
  private long batchNumber;
  private boolean closed;
  private volatile boolean finished;

  Intake(
      StreamerConfig config,
      Source source,
      TokenBucket bucket,
      Backlog backlog,
      Streamer.Environment environment) {
    this.config = config;
    this.source = source;
    this.bucket = bucket;
    this.backlog = backlog;
    this.encoder =
        new BatchEncoder(
            environment.instance(),
            environment.instance() + "/",
            environment.clock(),
            BatchEncoder.MESSAGE_BYTES_MAX);
    this.clock = environment.clock();
  }

  /** One step; returns the samples that were read, 0 if it is time to wait. */
  int doWork() {
    if (finished || !backlog.hasRoom()) {
      return 0;
    }
    int count = read();
    boolean full = gathered.size() >= config.batchSize();
    boolean over = gathered.size() > 0 && clock.monotonicNanos() - dueAtNanos >= 0;
    if (full || over || count == Source.END) {
      flush();
    }
    if (count == Source.END) {
      finish();
    }
    return Math.max(count, 0);
  }

  /** Until {@link #doWork} may have something to do. */
  long idleNanos() {
    long slice = Math.max(config.collectInterval().toNanos() / 10, 1);
    if (!backlog.hasRoom()) {
      return slice;
    }
    long due = gathered.size() == 0 ? slice : dueAtNanos - clock.monotonicNanos();
    return Math.clamp(Math.min(due, Math.max(bucket.nanosUntil(1), slice)), 1, Long.MAX_VALUE);
  }

  /** Whether nothing more is to be read. */
  boolean finished() {
    return finished;
  }

  /** Ends the source, which makes nothing more; what it has made can still be read. */
  void closeSource() {
    if (!closed) {
      closed = true;
      source.close();
    }
  }

  /** One step of the end: reads what the source has made; 0 if there is no room for it now. */
  int readRest() {
    if (source.waiting() == 0 || !backlog.hasRoom()) {
      return 0;
    }
    int count = read();
    flush();
    return Math.max(count, 0);
  }

  /** Observations that the source has made and nobody has read. */
  long unread() {
    return source.waiting();
  }

  /** Reads no more; what was gathered goes into the backlog, full or not. */
  void finish() {
    finished = true;
    try {
      flush();
    } finally {
      backlog.end();
    }
  }

  private void flush() {
    if (gathered.size() > 0) {
      List<Message> messages = new ArrayList<>();
      encoder.encode(gathered, messages);
      messages.forEach(backlog::add);
      batchNumber++;
    }
  }

  private int read() {
    int before = gathered.size();
    int max = bucket.due(StreamerConfig.MAX_BATCH_ROWS - before);
    if (max <= 0) {
      return 0;
    }
    long now = clock.epochMicros();
    int count =
        source.read(
            now,
            max,
            (series, eventTime, sourceTime, value) ->
                gather(now, series, eventTime, sourceTime, value));
    bucket.take(Math.max(count, 0));
    if (before == 0 && count > 0) {
      dueAtNanos = clock.monotonicNanos() + config.collectInterval().toNanos();
    }
    return count;
  }

  private void gather(
      long now, SourceSeries series, long eventTime, long sourceTime, double value) {
    long fixed = eventTime == Source.NOW ? series.nextEventTime(now) : eventTime;
    gathered.add(series.indexIn(gathered, batchNumber), fixed, sourceTime, value);
  }
}
