package io.gputelemetry.streamer.source.scrape;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What to scrape and how often.
 *
 * @param targets {@code host}, {@code host:port} or URLs
 * @param files of the form of Prometheus' {@code file_sd_config}; they may change
 * @param job the label {@code job} of targets that come without
 * @param interval from one scrape of a target to the next, 100 ms to 1 h; default 10 s
 * @param timeout after which a scrape fails, at most the interval; default the interval, but at
 *     most 10 s
 * @param bounds of memory
 */
public record ScrapeConfig(
    List<String> targets,
    List<Path> files,
    String job,
    Duration interval,
    Duration timeout,
    Bounds bounds) {

  /** The label {@code job} of targets that come without. */
  public static final String DEFAULT_JOB = "dcgm-exporter";

  public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(10);
  public static final Duration TIMEOUT_MAX = Duration.ofSeconds(10);
  private static final Duration INTERVAL_MIN = Duration.ofMillis(100);
  private static final Duration INTERVAL_MAX = Duration.ofHours(1);

  /**
   * What a scrape may need at most. Over a bound the scrape fails, and nothing of it is kept.
   *
   * @param bodyBytes of a page, both as it comes and unpacked; default 16 MiB
   * @param samples of a page, lines that are left out included; default 100,000
   * @param bufferedSamples of all targets that wait to be published, at least those of one page;
   *     default 1,000,000
   */
  public record Bounds(int bodyBytes, int samples, int bufferedSamples) {
    public static final Bounds DEFAULT = new Bounds(16 << 20, 100_000, 1_000_000);

    public Bounds {
      if (bodyBytes < 1 || samples < 1 || bufferedSamples < samples) {
        throw new IllegalArgumentException(
            "bounds must be positive, and the buffer must hold a page: %d bytes, %d and %d samples"
                .formatted(bodyBytes, samples, bufferedSamples));
      }
    }
  }

  public ScrapeConfig {
    targets = List.copyOf(targets);
    files = List.copyOf(files);
    if (targets.isEmpty() && files.isEmpty()) {
      throw new IllegalArgumentException("nothing to scrape: name targets or target files");
    }
    if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
      throw new IllegalArgumentException(
          "targets can be scraped every 100 ms to every hour, not every " + seconds(interval));
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(interval) > 0) {
      throw new IllegalArgumentException(
          "a scrape needs a timeout of at most the interval of %s, not %s"
              .formatted(seconds(interval), seconds(timeout)));
    }
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString() + " s";
  }

  /** These targets every 10 s, with all defaults. */
  public static ScrapeConfig of(List<String> targets, List<Path> files) {
    return new ScrapeConfig(
        targets, files, DEFAULT_JOB, DEFAULT_INTERVAL, TIMEOUT_MAX, Bounds.DEFAULT);
  }

  /** The same every so often, with a timeout that fits. */
  public ScrapeConfig every(Duration other) {
    Duration fitting = other.compareTo(TIMEOUT_MAX) < 0 ? other : TIMEOUT_MAX;
    return new ScrapeConfig(targets, files, job, other, fitting, bounds);
  }
}
