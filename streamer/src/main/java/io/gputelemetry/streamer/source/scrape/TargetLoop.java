package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.targets.Target;
import java.time.Duration;
import java.util.Optional;

/** The thread of one target: waits for its turn, scrapes, and hands over what came. */
final class TargetLoop {
  private final Target target;
  private final TargetScraper scraper;
  private final ScrapeBuffer buffer;
  private final ScrapeMetrics metrics;
  private final Clock clock;
  private final Pace pace;
  private final Thread thread;

  TargetLoop(
      Target target, TargetScraper.Surroundings around, ScrapeBuffer buffer, Duration interval) {
    this.target = target;
    this.scraper = new TargetScraper(target, around);
    this.buffer = buffer;
    this.metrics = around.metrics();
    this.clock = around.clock();
    this.pace = new Pace(interval, target.hash());
    this.thread = Thread.ofVirtual().name("scrape-" + target.instance()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!Thread.interrupted()) {
        long wait = pace.nanosUntilDue(clock.monotonicNanos());
        if (wait > 0) {
          clock.sleepNanos(wait);
        } else {
          turn();
        }
      }
    } catch (InterruptedException e) {
      // Being stopped is how it ends.
      Thread.currentThread().interrupt();
    }
  }

  /** One turn: a page that nobody would have room for is not asked for. */
  void turn() throws InterruptedException {
    if (!buffer.hasRoom()) {
      metrics.skipped();
      return;
    }
    Optional<ScrapedSamples> page = scraper.scrape();
    if (page.isPresent() && !buffer.offer(page.get())) {
      metrics.skipped();
    }
  }

  Target target() {
    return target;
  }

  TargetHealth health() {
    return scraper.health();
  }

  /** Asks the thread to end. */
  void stop() {
    thread.interrupt();
  }

  /** Waits until it has ended, after {@link #stop}. */
  void join() throws InterruptedException {
    thread.join();
    scraper.end();
  }
}
