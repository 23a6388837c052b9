package io.gputelemetry.streamer.source.scrape;

import io.gputelemetry.streamer.source.targets.Target;
import java.time.Duration;
import java.util.Optional;

/**
 * How the last scrape of a target went.
 *
 * @param target which
 * @param scrapes how many ended, failed ones included; 0 before the first
 * @param lastAtMicros when the last began, microseconds since the epoch; 0 before the first
 * @param lastGoodAtMicros when the last began that gave a page; 0 before the first
 * @param duration of the last
 * @param samples of the last that were passed on
 * @param liveSeries series that the target has; none while it fails
 * @param rejectedLines lines of the last that could not be read
 * @param firstRejected the first of these, for people
 * @param error why the last gave nothing
 */
public record TargetHealth(
    Target target,
    long scrapes,
    long lastAtMicros,
    long lastGoodAtMicros,
    Duration duration,
    int samples,
    int liveSeries,
    int rejectedLines,
    Optional<String> firstRejected,
    Optional<String> error) {

  /** A target that was not scraped yet. */
  static TargetHealth unknown(Target target) {
    return new TargetHealth(
        target, 0, 0, 0, Duration.ZERO, 0, 0, 0, Optional.empty(), Optional.empty());
  }
}
