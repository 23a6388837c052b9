package io.gputelemetry.app.settings;

import static io.gputelemetry.app.settings.Role.STREAMER;
import static io.gputelemetry.app.settings.Role.withAllInOne;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Where a streamer's telemetry comes from, and what it scrapes. */
public final class SourceSettings {
  private static final String GROUP = "Sources";
  private static final Set<Role> STREAMERS = withAllInOne(STREAMER);

  public static final Setting<String> SOURCE =
      Setting.of(
              "source",
              Kind.choice("auto", "csv", "scrape", "receive", "simulator"),
              STREAMERS,
              "auto: csv with a csv-path, scrape with targets, else the simulator; receive: nothing"
                  + " but what is sent to it, which every streamer takes.")
          .in(GROUP)
          .fallback("auto");

  public static final Setting<List<String>> SCRAPE_TARGETS =
      Setting.of(
              "scrape-targets",
              list("ADDRESS,…", "host, host:port or URLs, separated by commas"),
              STREAMERS,
              "Exporters to scrape; port 9400 and path /metrics if they name none.")
          .in(GROUP);

  public static final Setting<List<Path>> SCRAPE_FILES =
      Setting.of(
              "scrape-files",
              files(),
              STREAMERS,
              "Files with targets in the JSON form of Prometheus' file_sd_config; they may change.")
          .in(GROUP);

  public static final Setting<Duration> SCRAPE_INTERVAL =
      Setting.of(
              "scrape-interval",
              Quantities.duration("100ms", "1h"),
              STREAMERS,
              "From one scrape of a target to the next.")
          .in(GROUP)
          .fallback("10s");

  public static final Setting<Duration> SCRAPE_TIMEOUT =
      Setting.of(
              "scrape-timeout",
              Quantities.duration("10ms", "1h"),
              STREAMERS,
              "A scrape that takes longer fails. Default: scrape-interval, but at most 10s.")
          .in(GROUP);

  public static final Setting<String> SCRAPE_JOB =
      Setting.of(
              "scrape-job",
              Kind.name(64),
              STREAMERS,
              "The label job of targets that come without one.")
          .in(GROUP)
          .fallback("dcgm-exporter");

  private SourceSettings() {}

  private static Kind<List<String>> list(String shape, String valid) {
    return new Kind<>(shape, valid, SourceSettings::split);
  }

  private static List<String> split(String text) {
    List<String> parts = Arrays.stream(text.split(",")).map(String::strip).toList();
    if (parts.isEmpty() || parts.contains("")) {
      throw new IllegalArgumentException("nothing between two commas");
    }
    return parts;
  }

  private static Kind<List<Path>> files() {
    return new Kind<>(
        "FILE,…",
        "paths, separated by commas",
        text -> split(text).stream().map(SourceSettings::path).toList());
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("no path: " + e.getReason(), e);
    }
  }
}
