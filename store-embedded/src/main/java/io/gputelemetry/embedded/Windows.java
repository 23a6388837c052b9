package io.gputelemetry.embedded;

import java.time.Duration;

/**
 * How time is cut into files: a file holds rows of one window only. Days of which nothing is
 * expected any more are whole windows; the others are cut into shorter ones, so that what is read
 * often is near, and retention finds something to drop.
 *
 * @param shortMicros length of the windows of the present
 * @param dayMicros length of those of the past, a multiple of it
 * @param graceMicros a day is of the past when it has been over for so long
 */
public record Windows(long shortMicros, long dayMicros, long graceMicros) {
  /** Two hours, a day, two hours: UTC. */
  public static final Windows DEFAULT =
      new Windows(
          micros(Duration.ofHours(2)), micros(Duration.ofDays(1)), micros(Duration.ofHours(2)));

  private static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }

  /**
   * A part of time.
   *
   * @param first its first microsecond
   * @param last its last one
   */
  record Window(long first, long last) {}

  /** The window of a time, as it is now. */
  Window of(long time, long nowMicros) {
    Window day = aligned(time, dayMicros);
    return isOver(day, nowMicros) ? day : aligned(time, shortMicros);
  }

  /** Whether nothing is expected in it any more. */
  boolean isOver(Window window, long nowMicros) {
    return window.last < nowMicros - graceMicros;
  }

  /** Cut off where numbers end. */
  private static Window aligned(long time, long length) {
    long into = Math.floorMod(time, length);
    long first = time < Long.MIN_VALUE + into ? Long.MIN_VALUE : time - into;
    long rest = length - 1 - into;
    long last = time > Long.MAX_VALUE - rest ? Long.MAX_VALUE : time + rest;
    return new Window(first, last);
  }
}
