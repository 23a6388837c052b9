package io.gputelemetry.wire;

import java.util.function.LongSupplier;

/** When what happened last on a connection; read by the watchdog, written by the two threads. */
final class Pulse {
  private static final long NEVER = Long.MIN_VALUE;

  private final LongSupplier nanoTime;
  private volatile long receivedAt;
  private volatile long frameBegunAt = NEVER;
  private volatile long writingSince = NEVER;
  private volatile long endingSince = NEVER;

  Pulse(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.receivedAt = nanoTime.getAsLong();
  }

  void received() {
    receivedAt = nanoTime.getAsLong();
  }

  void frameBegun() {
    if (frameBegunAt == NEVER) {
      frameBegunAt = nanoTime.getAsLong();
    }
  }

  void frameEnded() {
    frameBegunAt = NEVER;
  }

  /** Writing begins, or goes on after the peer took some bytes. */
  void writing() {
    writingSince = nanoTime.getAsLong();
  }

  void written() {
    writingSince = NEVER;
  }

  /** The last frame was written. */
  void ending() {
    endingSince = nanoTime.getAsLong();
  }

  long sinceReceived(long now) {
    return now - receivedAt;
  }

  /** How long the peer has left a frame unfinished, or left what is written untouched. */
  long stalledFor(long now) {
    return Math.max(since(frameBegunAt, now), since(writingSince, now));
  }

  long endingFor(long now) {
    return since(endingSince, now);
  }

  private static long since(long instant, long now) {
    return instant == NEVER ? 0 : now - instant;
  }
}
