package io.gputelemetry.broker.core;

import io.gputelemetry.queue.Durability;
import io.gputelemetry.queue.TopicSettings.Replay;
import java.time.Duration;

/**
 * Bounds of what happens in one topic.
 *
 * @param visibilityTimeout how long a lease or grant runs; default 30 s, at least 1 ms
 * @param inFlightMax messages one member may hold; default 10,000
 * @param grantsMax ranges of one sequence that one member may hold; default 100
 * @param batchBytesMax of one publish; default 1 MiB less 1 KiB, so that it fits a frame
 * @param replyBytesMax of one delivery, whatever was asked for; default as for a publish
 * @param namesMax groups, and sequences; default 1,000
 * @param producersMax producers remembered; default 100,000
 * @param maxDeliveries failures that make a message a dead letter; default 5
 * @param durability what a publish waits for; default synced
 * @param replay whether dead letters are replayed by themselves; default off
 */
public record TopicLimits(
    Duration visibilityTimeout,
    int inFlightMax,
    int grantsMax,
    int batchBytesMax,
    int replyBytesMax,
    int namesMax,
    int producersMax,
    int maxDeliveries,
    Durability durability,
    Replay replay) {

  private static final int MAX_DELIVERIES = 5;
  private static final int FRAME_BYTES = (1 << 20) - (1 << 10);

  /** All defaults. */
  public static final TopicLimits DEFAULT =
      new TopicLimits(
          Duration.ofSeconds(30),
          10_000,
          100,
          FRAME_BYTES,
          FRAME_BYTES,
          1_000,
          100_000,
          MAX_DELIVERIES,
          Durability.SYNCED,
          Replay.OFF);

  public TopicLimits {
    long millis = visibilityTimeout.toMillis();
    if (millis < 1 || millis > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("visibilityTimeout " + visibilityTimeout);
    }
    checkPositive("inFlightMax", inFlightMax);
    checkPositive("grantsMax", grantsMax);
    checkPositive("batchBytesMax", batchBytesMax);
    checkPositive("replyBytesMax", replyBytesMax);
    checkPositive("namesMax", namesMax);
    checkPositive("producersMax", producersMax);
    checkPositive("maxDeliveries", maxDeliveries);
  }

  /** With the usual number of failures. */
  public TopicLimits(
      Duration visibilityTimeout,
      int inFlightMax,
      int grantsMax,
      int batchBytesMax,
      int replyBytesMax,
      int namesMax,
      int producersMax,
      Durability durability) {
    this(
        visibilityTimeout,
        inFlightMax,
        grantsMax,
        batchBytesMax,
        replyBytesMax,
        namesMax,
        producersMax,
        MAX_DELIVERIES,
        durability,
        Replay.OFF);
  }

  private static void checkPositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, not " + value);
    }
  }

  /** The same with another visibility timeout. */
  public TopicLimits withVisibilityTimeout(Duration timeout) {
    return with(timeout, maxDeliveries, durability, replay);
  }

  /** The same with another durability. */
  public TopicLimits withDurability(Durability level) {
    return with(visibilityTimeout, maxDeliveries, level, replay);
  }

  /** The same with another number of failures that make a dead letter. */
  public TopicLimits withMaxDeliveries(int failures) {
    return with(visibilityTimeout, failures, durability, replay);
  }

  /** The same with another way to replay. */
  public TopicLimits withReplay(Replay other) {
    return with(visibilityTimeout, maxDeliveries, durability, other);
  }

  private TopicLimits with(Duration timeout, int failures, Durability level, Replay other) {
    return new TopicLimits(
        timeout,
        inFlightMax,
        grantsMax,
        batchBytesMax,
        replyBytesMax,
        namesMax,
        producersMax,
        failures,
        level,
        other);
  }

  int visibilityMillis() {
    return (int) visibilityTimeout.toMillis();
  }
}
