package io.gputelemetry.streamer;

import java.time.Duration;

/**
 * How a streamer works.
 *
 * @param topic where it publishes; default {@code telemetry}
 * @param streamId name of the sequence by which streamers share a file; default {@code dcgm_csv}
 * @param rate rows a second of this streamer, 0 = as fast as possible; default 500
 * @param batchSize rows after which a batch is published, 1 to 10,000; default 100
 * @param collectInterval time after which a batch is published though it is not full; default 100
 *     ms
 * @param passes how often a shared file is walked by all streamers together, 0 = endlessly; default
 *     0
 * @param backlogBytes encoded batches of a live source that wait for the queue, from which on the
 *     source is not read, at least 1; default 16 MiB
 * @param publishDeadline how long the broker may wait for room for a batch; default 5 s
 * @param closeGrace how long closing may take to get rid of what was collected; default 10 s
 */
public record StreamerConfig(
    String topic,
    String streamId,
    double rate,
    int batchSize,
    Duration collectInterval,
    long passes,
    long backlogBytes,
    Duration publishDeadline,
    Duration closeGrace) {

  /** Rows of the largest batch. */
  public static final int MAX_BATCH_ROWS = 10_000;

  public StreamerConfig {
    if (!(rate >= 0) || Double.isInfinite(rate)) {
      throw new IllegalArgumentException("rate is rows a second, 0 or more, not " + rate);
    }
    if (batchSize < 1 || batchSize > MAX_BATCH_ROWS) {
      throw new IllegalArgumentException(
          "batchSize is 1 to " + MAX_BATCH_ROWS + " rows, not " + batchSize);
    }
    if (passes < 0) {
      throw new IllegalArgumentException("passes is 0 (endless) or more, not " + passes);
    }
    if (backlogBytes < 1) {
      throw new IllegalArgumentException("backlogBytes is 1 or more, not " + backlogBytes);
    }
    requirePositive("collectInterval", collectInterval);
    requirePositive("publishDeadline", publishDeadline);
    requirePositive("closeGrace", closeGrace);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be more than nothing, not " + duration);
    }
  }

  /** The defaults. */
  public static StreamerConfig defaults() {
    return new StreamerConfig(
        "telemetry",
        "dcgm_csv",
        500,
        100,
        Duration.ofMillis(100),
        0,
        16 << 20,
        Duration.ofSeconds(5),
        Duration.ofSeconds(10));
  }

  /** The same with another rate. */
  public StreamerConfig withRate(double rowsPerSecond) {
    return new StreamerConfig(
        topic,
        streamId,
        rowsPerSecond,
        batchSize,
        collectInterval,
        passes,
        backlogBytes,
        publishDeadline,
        closeGrace);
  }

  /** The same with another number of passes. */
  public StreamerConfig withPasses(long count) {
    return new StreamerConfig(
        topic,
        streamId,
        rate,
        batchSize,
        collectInterval,
        count,
        backlogBytes,
        publishDeadline,
        closeGrace);
  }

  /** The same with another bound of what waits. */
  public StreamerConfig withBacklogBytes(long bytes) {
    return new StreamerConfig(
        topic,
        streamId,
        rate,
        batchSize,
        collectInterval,
        passes,
        bytes,
        publishDeadline,
        closeGrace);
  }

  /**
   * Rows that a shared file is leased by: what is due in an interval, but at least a batch, and at
   * a low rate no more than what is due in a second, so that rows come evenly.
   */
  int rangeRows() {
    if (rate == 0) {
      return MAX_BATCH_ROWS;
    }
    double perInterval = rate * collectInterval.toNanos() / 1e9;
    double floor = Math.min(batchSize, rate);
    return (int) Math.clamp(Math.max(perInterval, floor), 1, MAX_BATCH_ROWS);
  }
}
