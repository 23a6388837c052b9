package io.gputelemetry.collector;

import io.gputelemetry.collector.Collector.Statistics;
import io.gputelemetry.runtime.lifecycle.Clock;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line every 30 s: what was done since the line before, and since the start. Any thread. */
final class StatisticsLog {
  static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(30);

  private static final Logger log = LoggerFactory.getLogger(Collector.class);
  private static final double NANOS_PER_SECOND = 1e9;

  private final Clock clock;
  private final Supplier<Statistics> statistics;
  private Statistics last;
  private long lastNanos;

  /** Begins to count now. */
  StatisticsLog(Clock clock, Supplier<Statistics> statistics) {
    this.clock = clock;
    this.statistics = statistics;
    last = statistics.get();
    lastNanos = clock.monotonicNanos();
  }

  /** Logs if 30 s have passed since it did. */
  synchronized void logWhenDue() {
    if (clock.monotonicNanos() - lastNanos >= INTERVAL_NANOS) {
      log();
    }
  }

  /** Logs what there is. */
  synchronized void log() {
    long nanos = clock.monotonicNanos();
    Statistics all = statistics.get();
    log.info(line(all.since(last), all, (nanos - lastNanos) / NANOS_PER_SECOND));
    last = all;
    lastNanos = nanos;
  }

  private static String line(Statistics recent, Statistics all, double seconds) {
    double time = Math.max(seconds, 1 / NANOS_PER_SECOND);
    return String.format(
        Locale.ROOT,
        "last %.0f s: %,.1f messages/s, %,.1f samples/s stored, %s; since the start: %,d messages,"
            + " %,d samples stored, %s",
        seconds,
        recent.messages() / time,
        recent.stored() / time,
        rest(recent),
        all.messages(),
        all.stored(),
        rest(all));
  }

  private static String rest(Statistics s) {
    return String.format(
        Locale.ROOT,
        "%,d duplicates, %,d conflicts, %,d dropped, %,d dead letters, %,d redelivered,"
            + " %,d store retries, %,d leases lost",
        s.duplicates(),
        s.conflicts(),
        s.dropped(),
        s.deadLettered(),
        s.redelivered(),
        s.retries(),
        s.leasesLost());
  }
}
