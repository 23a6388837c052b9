package io.gputelemetry.app.role;

import io.gputelemetry.app.ExitCode;
import io.gputelemetry.app.StartException;
import io.gputelemetry.app.settings.BadSettingException;
import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.app.simulate.Simulations;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.streamer.Streamer;
import io.gputelemetry.streamer.StreamerConfig;
import io.gputelemetry.streamer.source.Shard;
import io.gputelemetry.streamer.source.Sharded;
import io.gputelemetry.streamer.source.Source;
import io.gputelemetry.streamer.source.SourceException;
import io.gputelemetry.streamer.source.csv.CsvFile;
import io.gputelemetry.streamer.source.csv.CsvFollower;
import io.gputelemetry.streamer.source.csv.CsvLoop;
import io.gputelemetry.streamer.source.csv.Tally;
import io.gputelemetry.streamer.source.simulator.Simulator;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The streamer of this process, with its source and its connection. */
final class StreamerPart implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final double MILLIS_PER_SECOND = 1_000;

  private final Streamer streamer;
  private final MessageQueue queue;

  private StreamerPart(Streamer streamer, MessageQueue queue) {
    this.streamer = streamer;
    this.queue = queue;
  }

  /** What the streamer reads; loaded before anything is started, so that a bad file stops early. */
  static Optional<CsvFile> file(Settings settings) {
    shard(settings);
    if (follows(settings)) {
      followed(settings);
      return Optional.empty();
    }
    return settings.find(StreamerSettings.CSV_PATH).map(StreamerPart::load);
  }

  private static boolean follows(Settings settings) {
    return !settings.get(StreamerSettings.CSV_FOLLOW).equals("false");
  }

  /**
   * The file that is followed, which need not be there yet.
   *
   * @throws BadSettingException if it is not one file
   */
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
    if (settings.isChosen(StreamerSettings.STREAM_MODE)
        && settings.get(StreamerSettings.STREAM_MODE).equals("shared")) {
      throw new BadSettingException(
          "csv-follow cannot share a file that grows; give each streamer its own, without"
              + " stream-mode shared");
    }
    return path;
  }

  private static CsvFile load(String path) {
    try {
      return CsvFile.load(path, MetricCatalogue.load());
    } catch (SourceException e) {
      throw new StartException(ExitCode.UNAVAILABLE, "csv-path: " + Context.message(e), e);
    }
  }

  /** Begins to stream; the connection is closed with the streamer. */
  static StreamerPart start(Context context, Optional<CsvFile> file, QueueConnection connection) {
    MessageQueue queue = new MessageQueue(connection, CALL_TIMEOUT);
    Streamer.Environment environment =
        new Streamer.Environment(
            context.instance(),
            queue,
            context.machine().clock(),
            context.machine().random(),
            context.metrics(),
            new Drops(context.machine().clock()::epochMicros));
    Streamer streamer =
        file.map(csv -> ofFile(context.settings(), csv, environment))
            .orElseGet(() -> ofLive(context.settings(), environment));
    streamer.start();
    return new StreamerPart(streamer, queue);
  }

  private static Streamer ofFile(
      Settings settings, CsvFile file, Streamer.Environment environment) {
    StreamerConfig config = config(settings);
    return settings.get(StreamerSettings.STREAM_MODE).equals("shared")
        ? Streamer.sharing(config, file, environment)
        : Streamer.live(config, ofShard(settings, new CsvLoop(file, config.passes())), environment);
  }

  private static Streamer ofLive(Settings settings, Streamer.Environment environment) {
    Source source =
        follows(settings)
            ? follower(settings, environment.drops())
            : new Simulator(Simulations.config(settings));
    return Streamer.live(config(settings), ofShard(settings, source), environment);
  }

  private static CsvFollower follower(Settings settings, Drops drops) {
    return new CsvFollower(
        followed(settings),
        settings.get(StreamerSettings.CSV_FOLLOW).equals("end"),
        MetricCatalogue.load(),
        new Tally(drops));
  }

  private static Source ofShard(Settings settings, Source source) {
    Shard shard = shard(settings);
    return shard.equals(Shard.WHOLE) ? source : new Sharded(source, shard);
  }

  /**
   * What this streamer reads of what there is.
   *
   * @throws BadSettingException if the settings contradict each other
   */
  static Shard shard(Settings settings) {
    Optional<Long> count = settings.find(StreamerSettings.SHARD_COUNT);
    Optional<Long> index = settings.find(StreamerSettings.SHARD_INDEX);
    if (!settings.get(StreamerSettings.STREAM_MODE).equals("sharded")) {
      if (count.isPresent() || index.isPresent()) {
        throw new BadSettingException(
            "shard-count and shard-index are for stream-mode sharded, which is "
                + settings.get(StreamerSettings.STREAM_MODE));
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

  static StreamerConfig config(Settings settings) {
    StreamerConfig defaults = StreamerConfig.defaults();
    return new StreamerConfig(
        settings.get(QueueSettings.TOPIC),
        settings.get(StreamerSettings.STREAM_ID),
        rate(settings),
        Math.toIntExact(settings.get(StreamerSettings.BATCH_SIZE)),
        settings.get(StreamerSettings.COLLECT_INTERVAL),
        settings.get(StreamerSettings.PASSES),
        settings.get(StreamerSettings.STREAM_BUFFER),
        defaults.publishDeadline(),
        defaults.closeGrace());
  }

  /** Rows a second, in whichever of its three forms it was given. */
  static double rate(Settings settings) {
    return settings
        .find(StreamerSettings.STREAM_INTERVAL)
        .map(Duration::toMillis)
        .or(() -> settings.find(StreamerSettings.SLEEP_MILLIS))
        .map(millis -> millis == 0 ? 0 : MILLIS_PER_SECOND / millis)
        .orElseGet(() -> settings.get(StreamerSettings.RATE));
  }

  /** What keeps it from streaming. */
  Optional<String> problem() {
    return streamer.status().complaint();
  }

  @Override
  public void close() {
    streamer.close();
    queue.close();
  }
}
