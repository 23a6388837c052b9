package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.Setting;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.SourceSettings;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.app.simulate.Simulations;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.streamer.Streamer;
import io.gputelemetry.streamer.StreamerConfig;
import io.gputelemetry.streamer.source.NoSource;
import io.gputelemetry.streamer.source.Shard;
import io.gputelemetry.streamer.source.Sharded;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.streamer.source.csv.CsvFollower;
import io.gputelemetry.streamer.source.csv.CsvLoop;
import io.gputelemetry.streamer.source.csv.Tally;
import io.gputelemetry.streamer.source.scrape.ScrapeTargets;
import io.gputelemetry.streamer.source.simulator.Simulator;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What this process streams. Everything wrong with it is found before anything is started. */
final class SourceChoice {
  private static final List<Setting<?>> PACE =
      List.of(
          StreamerSettings.RATE, StreamerSettings.STREAM_INTERVAL, StreamerSettings.SLEEP_MILLIS);

  private static final List<Setting<?>> OF_SCRAPING =
      List.of(
          SourceSettings.SCRAPE_INTERVAL, SourceSettings.SCRAPE_TIMEOUT, SourceSettings.SCRAPE_JOB);

  private final Settings settings;
  private final String source;
  private final Shard shard;
  private final Optional<CsvFile> file;
  private final Optional<Path> followed;
  private final ScrapeTargets targets = new ScrapeTargets();

  private SourceChoice(Settings settings, String source) {
    this.settings = settings;
    this.source = source;
    this.shard = shard(settings);
    if (source.equals("scrape")) {
      Scraping.config(settings);
    }
    this.followed = follows(settings) ? Optional.of(followed(settings)) : Optional.empty();
    this.file =
        source.equals("csv") && followed.isEmpty() ? Optional.of(load(settings)) : Optional.empty();
  }

  /**
   * The source that the settings name.
   *
   * @throws BadSettingException if they contradict each other
   * @throws StartException if it cannot be read
   */
  static SourceChoice of(Settings settings) {
    String source = name(settings);
    checkHasSource(settings, source);
    if (source.equals("scrape") || source.equals("receive")) {
      chosen(PACE, settings)
          .ifPresent(pace -> {
            throw new BadSettingException(
                "%s (%s) does not apply to source %s, which comes at its own pace; remove it"
                    .formatted(pace.name(), settings.origin(pace), source));
          });
    }
    return new SourceChoice(settings, source);
  }

  private static Optional<Setting<?>> chosen(List<Setting<?>> some, Settings settings) {
    for (Setting<?> setting : some) {
      if (settings.isChosen(setting)) {
        return Optional.of(setting);
      }
    }
    return Optional.empty();
  }

  /** Who sets something of a source means that source, and not the one that is left. */
  private static void checkHasSource(Settings settings, String source) {
    if (!source.equals("scrape")) {
      chosen(OF_SCRAPING, settings)
          .ifPresent(setting -> lacksSource(settings, setting, "scrape-targets or scrape-files"));
    }
    if (!source.equals("csv")) {
      chosen(List.of(StreamerSettings.PASSES), settings)
          .ifPresent(setting -> lacksSource(settings, setting, "csv-path"));
    }
  }

  private static void lacksSource(Settings settings, Setting<?> setting, String missing) {
    throw new BadSettingException(
        "%s (%s) says how %s is read, which is not set; set it, or remove %s"
            .formatted(setting.name(), settings.origin(setting), missing, setting.name()));
  }

  private static String name(Settings settings) {
    boolean csv = settings.find(StreamerSettings.CSV_PATH).isPresent();
    boolean scrape =
        settings.find(SourceSettings.SCRAPE_TARGETS).isPresent()
            || settings.find(SourceSettings.SCRAPE_FILES).isPresent();
    if (csv && scrape) {
      throw new BadSettingException(
          "csv-path and scrape targets are two sources, and a streamer has one; remove one of them"
              + " and start a second streamer for it");
    }
    String implied = csv ? "csv" : scrape ? "scrape" : "simulator";
    String chosen = settings.get(SourceSettings.SOURCE);
    if (chosen.equals("auto") || chosen.equals(implied)) {
      return implied;
    }
    if (csv || scrape) {
      throw new BadSettingException(
          "source %s does not read %s; remove one of them"
              .formatted(chosen, csv ? "a csv-path" : "scrape targets"));
    }
    return switch (chosen) {
      case "csv" -> throw new BadSettingException("source csv needs a csv-path");
      case "scrape" ->
          throw new BadSettingException("source scrape needs scrape-targets or scrape-files");
      default -> chosen;
    };
  }

  private static CsvFile load(Settings settings) {
    try {
      return CsvFile.load(settings.get(StreamerSettings.CSV_PATH), MetricCatalogue.load());
    } catch (SourceException e) {
      throw new StartException(ExitCode.UNAVAILABLE, "csv-path: " + Context.message(e), e);
    }
  }

  private static boolean follows(Settings settings) {
    return !settings.get(StreamerSettings.CSV_FOLLOW).equals("false");
  }

  /** The file that is followed, which need not be there yet. */
  private static Path followed(Settings settings) {
    Path path =
        settings
            .find(StreamerSettings.CSV_PATH)
            .map(Path::of)
            .orElseThrow(() -> new BadSettingException("csv-follow needs csv-path, the file"));
    if (Files.isDirectory(path)) {
      throw new BadSettingException(
          "csv-follow needs one file, and csv-path " + path + " is a directory");
    }
    if (settings.isChosen(StreamerSettings.PASSES)) {
      throw new BadSettingException(
          "passes (%s) does not apply to csv-follow, which reads a file as it grows; remove one of them"
              .formatted(settings.origin(StreamerSettings.PASSES)));
    }
    if (settings.isChosen(StreamerSettings.STREAM_MODE)
        && settings.get(StreamerSettings.STREAM_MODE).equals("shared")) {
      throw new BadSettingException(
          "csv-follow cannot share a file that grows; give each streamer its own, without"
              + " stream-mode shared");
    }
    return path;
  }

  /** What a listener of this process tells of the source. */
  List<Operation> operations() {
    return List.of(targets.operation());
  }

  /** Whether the streamer reads nothing itself, and so does not notice what its queue does. */
  boolean onlyReceives() {
    return source.equals("receive");
  }

  /** The streamer of it, not started. */
  Streamer streamer(StreamerConfig config, Streamer.Environment environment) {
    return switch (source) {
      case "csv" ->
          followed
              .map(path -> ofFollowed(path, config, environment))
              .orElseGet(() -> ofFile(config, environment));
      case "scrape" ->
          new Scraping(settings, targets).streamer(shard, config.withRate(0), environment);
      case "receive" -> Streamer.live(config, new NoSource(), environment);
      default ->
          Streamer.live(config, part(new Simulator(Simulations.config(settings))), environment);
    };
  }

  private Streamer ofFile(StreamerConfig config, Streamer.Environment environment) {
    CsvFile csv = file.orElseThrow();
    return settings.get(StreamerSettings.STREAM_MODE).equals("shared")
        ? Streamer.sharing(config, csv, environment)
        : Streamer.live(config, part(new CsvLoop(csv, config.passes())), environment);
  }

  private Streamer ofFollowed(Path path, StreamerConfig config, Streamer.Environment environment) {
    CsvFollower follower =
        new CsvFollower(
            path,
            settings.get(StreamerSettings.CSV_FOLLOW).equals("end"),
            MetricCatalogue.load(),
            new Tally(environment.drops()));
    // A file that grows comes at its own pace, unless one is asked for.
    StreamerConfig paced = chosen(PACE, settings).isPresent() ? config : config.withRate(0);
    return Streamer.live(paced, part(follower), environment);
  }

  private Source part(Source whole) {
    return shard.equals(Shard.WHOLE) ? whole : new Sharded(whole, shard);
  }

  private static Shard shard(Settings settings) {
    Optional<Long> count = settings.find(StreamerSettings.SHARD_COUNT);
    Optional<Long> index = settings.find(StreamerSettings.SHARD_INDEX);
    String mode = settings.get(StreamerSettings.STREAM_MODE);
    if (!mode.equals("sharded")) {
      if (count.isPresent() || index.isPresent()) {
        throw new BadSettingException(
            "shard-count and shard-index are for stream-mode sharded, which is " + mode);
      }
      return Shard.WHOLE;
    }
    if (count.isEmpty() || index.isEmpty()) {
      throw new BadSettingException("stream-mode sharded needs shard-count and shard-index");
    }
    if (index.get() >= count.get()) {
      throw new BadSettingException(
          "shard-index %d: the %d shards of shard-count are numbered from 0 to %d"
              .formatted(index.get(), count.get(), count.get() - 1));
    }
    return new Shard(Math.toIntExact(count.get()), Math.toIntExact(index.get()));
  }

  /** Which kind of source, for people. */
  @Override
  public String toString() {
    return source.equals("receive") ? "what is sent to it" : source;
  }
}
