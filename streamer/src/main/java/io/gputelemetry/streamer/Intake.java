package io.gputelemetry.streamer;

import io.gputelemetry.queue.Message;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.SeriesTable;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.telemetry.SampleBatch;
import io.gputelemetry.telemetry.SampleBatchCodec;
import java.util.Arrays;
import java.util.Optional;

/**
 * Reads a live source at the pace that is asked for, stamps each observation with the time of
 * reading, and gathers them until a batch is due. Event times of a series always increase, whatever
 * the clock does. Shared by the workers of a streamer; any thread may call.
 */
final class Intake {
  private final StreamerConfig config;
  private final Source source;
  private final TokenBucket bucket;
  private final Clock clock;
  private final SampleBatchCodec codec = new SampleBatchCodec();
  private final long[] lastTimes;
  private SampleBatch.Builder gathered = new SampleBatch.Builder();
  private long dueAtNanos;
  private boolean ended;

  /** Per series, its index in the batch that is gathered, if {@link #indexedIn} is the batch. */
  private final int[] index;

  private final int[] indexedIn;
  private int batch = 1;

  Intake(StreamerConfig config, Source source, TokenBucket bucket, Clock clock) {
    this.config = config;
    this.source = source;
    this.bucket = bucket;
    this.clock = clock;
    this.lastTimes = new long[source.series().keyCount()];
    this.index = new int[source.series().size()];
    this.indexedIn = new int[source.series().size()];
    Arrays.fill(lastTimes, Long.MIN_VALUE);
  }

  /** A message, if one is due. */
  synchronized Optional<Message> next() {
    read();
    boolean full = gathered.size() >= config.batchSize();
    boolean over = gathered.size() > 0 && clock.monotonicNanos() - dueAtNanos >= 0;
    return full || over || ended ? flush() : Optional.empty();
  }

  /** What was gathered, due or not. */
  synchronized Optional<Message> flush() {
    if (gathered.size() == 0) {
      return Optional.empty();
    }
    int rows = gathered.size();
    Message message = new Message(Message.SAMPLE_BATCH, rows, codec.encode(gathered.build()));
    batch++;
    return Optional.of(message);
  }

  /** Whether the source has ended and all of it was passed on. */
  synchronized boolean finished() {
    return ended && gathered.size() == 0;
  }

  /** Until looking again is worth it. */
  synchronized long waitNanos() {
    long slice = Math.max(config.collectInterval().toNanos() / 10, 1);
    long due = gathered.size() == 0 ? slice : dueAtNanos - clock.monotonicNanos();
    return Math.clamp(Math.min(due, Math.max(bucket.nanosUntil(1), slice)), 1, Long.MAX_VALUE);
  }

  private void read() {
    int before = gathered.size();
    int max = bucket.due(StreamerConfig.MAX_BATCH_ROWS - before);
    if (ended || max <= 0) {
      return;
    }
    long now = clock.epochMicros();
    int count =
        source.read(
            now, max, (series, sourceTime, value) -> gather(now, series, sourceTime, value));
    if (count == Source.END) {
      ended = true;
      return;
    }
    bucket.take(count);
    if (before == 0 && count > 0) {
      dueAtNanos = clock.monotonicNanos() + config.collectInterval().toNanos();
    }
  }

  private void gather(long now, int series, long sourceTime, double value) {
    SeriesTable table = source.series();
    int key = table.key(series);
    long eventTime = Math.max(now, lastTimes[key] + 1);
    lastTimes[key] = eventTime;
    if (indexedIn[series] != batch) {
      indexedIn[series] = batch;
      index[series] = gathered.index(table.identities().get(series));
    }
    gathered.add(index[series], eventTime, sourceTime, value);
  }
}
