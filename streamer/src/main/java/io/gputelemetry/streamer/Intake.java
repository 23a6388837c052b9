package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceSeries;
import io.gputelemetry.telemetry.BatchOrigin;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;

/**
 * The loop that collects, step by step: reads a source at the pace that is asked for, fixes the
 * event time of what is observed now, and puts it into the backlog when a batch is due. It does not
 * read while the backlog is full. Used by one thread; {@link #finished} may be asked by any.
 */
final class Intake {
  private final StreamerConfig config;
  private final Source source;
  private final TokenBucket bucket;
  private final String instance;
  private final Clock clock;
  private final Backlog backlog;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final SampleBatch.Builder gathered = new SampleBatch.Builder();
  private long dueAtNanos;
  private long batchNumber;
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
    this.instance = environment.instance();
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

  /** Reads no more, once what the source has made is read; nothing that was read is given up. */
  void finish() {
    long before = Long.MAX_VALUE;
    while (!finished && source.waiting() > 0 && source.waiting() < before && backlog.hasRoom()) {
      before = source.waiting();
      read();
      flush();
    }
    flush();
    finished = true;
    backlog.end();
  }

  /** Observations of the source that {@link #finish} had no room for. */
  long unread() {
    return source.waiting();
  }

  private void flush() {
    int rows = gathered.size();
    if (rows > 0) {
      BatchOrigin origin =
          new BatchOrigin(instance + "/" + batchNumber, instance, clock.epochMicros());
      backlog.add(new Message(Message.SAMPLE_BATCH, rows, codec.encode(gathered.build(origin))));
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
