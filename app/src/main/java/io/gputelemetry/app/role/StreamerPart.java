package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.app.settings.Settings;
import io.gputelemetry.app.settings.StreamerSettings;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.streamer.Streamer;
import io.gputelemetry.streamer.StreamerConfig;
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

  /**
   * Begins to stream; the connection is closed with the streamer.
   *
   * @param receivers of this process, which count and report together with the streamer
   */
  static StreamerPart start(
      Context context, SourceChoice source, Receivers receivers, QueueConnection connection) {
    MessageQueue queue = new MessageQueue(connection, CALL_TIMEOUT);
    Streamer.Environment environment =
        new Streamer.Environment(
            context.instance(),
            queue,
            context.machine().clock(),
            context.machine().random(),
            context.metrics(),
            receivers.drops());
    Streamer streamer = source.streamer(config(context.settings()), environment);
    streamer.alsoReporting(receivers::counters).alsoComplaining(receivers::problem).start();
    return new StreamerPart(streamer, queue);
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

  /** What it complains of, whether it streams all the same or not. */
  Optional<String> notice() {
    return streamer.status().problem();
  }

  /** Both, for the readiness of a process. */
  Health.Check check() {
    return new Health.Check("streamer", this::problem, this::notice);
  }

  @Override
  public void close() {
    streamer.close();
    queue.close();
  }
}
