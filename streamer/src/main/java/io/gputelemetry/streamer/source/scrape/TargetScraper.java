package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.exposition.ExpositionText;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.streamer.source.targets.Target;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one target, once each time it is asked: fetches the page, reads it, and remembers how
 * that went. Used by one thread at a time; {@link #health} may be asked by any.
 */
final class TargetScraper {
  private static final Logger LOG = LoggerFactory.getLogger(TargetScraper.class);

  private final Target target;
  private final Surroundings around;
  private final TargetSeries series;
  private long lastAtMicros;
  private volatile TargetHealth health;

  /**
   * What scrapers of one source share.
   *
   * @param samplesMax lines of a page with a sample, readable or not
   */
  record Surroundings(
      Fetched.Fetcher fetcher,
      Clock clock,
      MetricCatalogue catalogue,
      ScrapeMetrics metrics,
      int samplesMax) {}

  TargetScraper(Target target, Surroundings around) {
    this.target = target;
    this.around = around;
    this.series = new TargetSeries(target.labels(), around.catalogue());
    this.health = TargetHealth.unknown(target);
  }

  TargetHealth health() {
    return health;
  }

  /** Returns the samples of the target's page, unless it fails. */
  Optional<ScrapedSamples> scrape() throws InterruptedException {
    long atMicros = Math.max(around.clock().epochMicros(), lastAtMicros + 1);
    long began = around.clock().monotonicNanos();
    lastAtMicros = atMicros;
    try {
      return switch (around.fetcher().fetch(target.url())) {
        case Fetched.Failed failed -> failed(failed.failure(), began, new PageTally());
        case Fetched.Page page -> read(page, atMicros, began);
      };
    } catch (RuntimeException e) {
      // A target that cannot be scraped, for whatever reason, must not end the scraping of it.
      return failed(
          new ScrapeFailure(ScrapeFailure.Reason.INTERNAL, e.toString()), began, new PageTally());
    }
  }

  private Optional<ScrapedSamples> read(Fetched.Page page, long atMicros, long began) {
    PageReader reader = new PageReader(series, atMicros, around.samplesMax());
    ExpositionText.read(page.format(), page.body(), page.length(), reader);
    PageTally tally = reader.tally();
    if (reader.tooMany()) {
      String message = "its page has more than " + around.samplesMax() + " samples";
      return failed(
          new ScrapeFailure(ScrapeFailure.Reason.TOO_MANY_SAMPLES, message), began, tally);
    }
    if (reader.isEmpty()) {
      String message = "its page has no sample, only %d bytes".formatted(page.length());
      return failed(new ScrapeFailure(ScrapeFailure.Reason.EMPTY, message), began, tally);
    }
    if (reader.unreadable()) {
      String message = "no line of its page can be read; " + tally.firstRejected().orElse("");
      return failed(new ScrapeFailure(ScrapeFailure.Reason.UNREADABLE, message), began, tally);
    }
    long nanos = around.clock().monotonicNanos() - began;
    around.metrics().left(tally);
    around.metrics().ended(series.endPage());
    around.metrics().read(reader.samples().size(), nanos);
    if (health.error().isPresent()) {
      LOG.info("{} can be scraped again", target.instance());
    }
    if (tally.firstRejected().isPresent() && health.firstRejected().isEmpty()) {
      LOG.warn(
          "{} has {} lines that cannot be read, the first is {}",
          target.instance(),
          tally.rejectedLines(),
          tally.firstRejected().get());
    }
    health = health(nanos, reader.samples().size(), tally, Optional.empty());
    return Optional.of(reader.samples());
  }

  private Optional<ScrapedSamples> failed(ScrapeFailure failure, long began, PageTally tally) {
    long nanos = around.clock().monotonicNanos() - began;
    around.metrics().ended(series.noPage());
    around.metrics().failed(failure, nanos);
    if (health.error().isEmpty()) {
      LOG.warn("cannot scrape {}: {}", target.instance(), failure.message());
    }
    health = health(nanos, 0, tally, Optional.of(failure.message()));
    return Optional.empty();
  }

  private TargetHealth health(long nanos, int samples, PageTally tally, Optional<String> error) {
    return new TargetHealth(
        target,
        health.scrapes() + 1,
        lastAtMicros,
        error.isEmpty() ? lastAtMicros : health.lastGoodAtMicros(),
        Duration.ofNanos(nanos),
        samples,
        series.live(),
        tally.rejectedLines(),
        tally.firstRejected(),
        error);
  }

  /** The target is not scraped any more: its series end. */
  void end() {
    around.metrics().ended(series.noPage());
  }
}
