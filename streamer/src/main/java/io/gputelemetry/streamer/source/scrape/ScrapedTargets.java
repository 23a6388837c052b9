package io.gputelemetry.streamer.source.scrape;

import io.avaje.jsonb.Json;
import io.gputelemetry.runtime.http.Doc;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The targets of a streamer, as they are told. */
@Json(naming = Json.Naming.LowerUnderscore)
@Doc("Targets that this streamer scrapes, in the order in which they are named.")
record ScrapedTargets(
    @Doc("All that it has, of any state.") long total,
    @Doc("Those of them that fail.") long failing,
    @Doc("Those that were asked for.") List<ScrapedTarget> targets) {

  /** A target. */
  @Json(naming = Json.Naming.LowerUnderscore)
  @Doc("A target, and how its last scrape went.")
  record ScrapedTarget(
      @Doc("The address that is asked.") String url,
      @Doc("The label `instance` of its samples.") String instance,
      @Doc("up, failing, or waiting before the first scrape.") String state,
      @Doc("Why the last scrape gave nothing; empty if it did not.") String error,
      @Doc("When the last scrape began; null before the first.") @Nullable Instant lastScrapeAt,
      @Doc("When the last one began that gave a page; null if none did.")
          @Nullable Instant lastSuccessAt,
      @Doc("How long the last took, in seconds.") double durationSeconds,
      @Doc("Samples of the last.") int samples,
      @Doc("Lines of the last that could not be read.") int unreadableLines,
      @Doc("The first of these; empty if there is none.") String firstUnreadable,
      @Doc("Scrapes that ended.") long scrapes) {}
}
