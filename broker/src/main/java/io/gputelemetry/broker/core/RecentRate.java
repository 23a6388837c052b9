package io.gputelemetry.broker.core;

/**
 * How much came a second over about the last 10 s: what came in this second and the nine before it,
 * divided by the time that these have lasted. It knows no clock: whoever asks says what time it is.
 */
final class RecentRate {
  private static final int SECONDS = 10;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long[] amounts = new long[SECONDS];
  private long second;

  /** Counts what came now. */
  void add(Now now, long amount) {
    turnTo(now);
    amounts[(int) (second % SECONDS)] += amount;
  }

  /** A second; in the first second of a topic as much as came in it. */
  double perSecond(Now now) {
    turnTo(now);
    long sum = 0;
    for (long amount : amounts) {
      sum += amount;
    }
    long from = Math.max(0, second - SECONDS + 1) * NANOS_PER_SECOND;
    return (double) sum * NANOS_PER_SECOND / Math.max(NANOS_PER_SECOND, now.nanos() - from);
  }

  /** Forgets the seconds that are over. */
  private void turnTo(Now now) {
    long current = now.nanos() / NANOS_PER_SECOND;
    for (long gone = Math.max(second, current - SECONDS) + 1; gone <= current; gone++) {
      amounts[(int) (gone % SECONDS)] = 0;
    }
    second = Math.max(second, current);
  }
}
