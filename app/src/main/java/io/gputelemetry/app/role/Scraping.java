package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SourceSettings;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.streamer.ScrapeMembers;
import io.gputelemetry.streamer.Streamer;
import io.gputelemetry.streamer.StreamerConfig;
import io.gputelemetry.streamer.source.Shard;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.scrape.ScrapeConfig;
import io.gputelemetry.streamer.source.scrape.ScrapeSource;
import io.gputelemetry.streamer.source.scrape.ScrapeTargets;
import io.gputelemetry.streamer.source.targets.Ownership;
import io.gputelemetry.streamer.source.targets.SharedOwnership;
import io.gputelemetry.streamer.source.targets.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The exporters that this process scrapes.
 *
 * @param targets where they are listed
 */
record Scraping(Settings settings, ScrapeTargets targets) {
  /**
   * What the settings say.
   *
   * @throws BadSettingException if they contradict each other
   */
  static ScrapeConfig config(Settings settings) {
    Duration interval = settings.get(SourceSettings.SCRAPE_INTERVAL);
    Duration timeout =
        settings
            .find(SourceSettings.SCRAPE_TIMEOUT)
            .orElse(
                interval.compareTo(ScrapeConfig.TIMEOUT_MAX) < 0
                    ? interval
                    : ScrapeConfig.TIMEOUT_MAX);
    List<String> targets = settings.find(SourceSettings.SCRAPE_TARGETS).orElse(List.of());
    String job = settings.get(SourceSettings.SCRAPE_JOB);
    try {
      targets.forEach(target -> Target.of(target, Map.of(), job));
      return new ScrapeConfig(
          targets,
          settings.find(SourceSettings.SCRAPE_FILES).orElse(List.of()),
          job,
          interval,
          timeout,
          ScrapeConfig.Bounds.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new BadSettingException("scrape: " + Context.message(e));
    }
  }

  /** A streamer of them. */
  Streamer streamer(Shard shard, StreamerConfig config, Streamer.Environment environment) {
    if (!settings.get(StreamerSettings.STREAM_MODE).equals("shared")) {
      return Streamer.live(config, source(Ownership.of(shard), environment), environment);
    }
    ScrapeMembers members = new ScrapeMembers(environment.queue(), config.streamId());
    Ownership shared =
        new SharedOwnership(
            environment.instance(), members::names, environment.clock()::monotonicNanos);
    return Streamer.live(config, source(shared, environment), environment)
        .alsoReporting(members::reported);
  }

  private Source source(Ownership ownership, Streamer.Environment environment) {
    ScrapeSource source =
        ScrapeSource.start(
            config(settings),
            ownership,
            environment.clock(),
            environment.metrics().registry(),
            environment.drops());
    targets.show(source);
    return source;
  }
}
