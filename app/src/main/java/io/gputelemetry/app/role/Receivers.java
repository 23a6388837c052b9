package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.QueueSettings;
import io.gputelemetry.queue.Drops;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.streamer.receive.CsvUploads;
import io.gputelemetry.streamer.receive.ReceiverConfig;
import io.gputelemetry.streamer.receive.RemoteWriteReceiver;
import io.gputelemetry.streamer.receive.UploadMetrics;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What of this process takes samples over HTTP, with its connection. */
final class Receivers implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

  private final MessageQueue queue;
  private final Drops drops;
  private final RemoteWriteReceiver remoteWrite;
  private final CsvUploads uploads;

  private Receivers(Context context, MessageQueue queue) {
    String topic = context.settings().get(QueueSettings.TOPIC);
    this.queue = queue;
    this.drops = new Drops(context.machine().clock()::epochMicros);
    this.remoteWrite =
        new RemoteWriteReceiver(
            ReceiverConfig.of(topic),
            new RemoteWriteReceiver.Environment(
                context.instance(),
                queue,
                context.machine().clock(),
                MetricCatalogue.load(),
                context.metrics(),
                drops));
    this.uploads =
        new CsvUploads(
            new CsvUploads.Config(topic, context.instance()),
            new CsvUploads.Environment(
                queue,
                context.machine().clock(),
                context.machine().random(),
                drops,
                new UploadMetrics(context.metrics().registry())));
  }

  /** Closed with the connection. */
  static Receivers of(Context context, QueueConnection connection) {
    return new Receivers(context, new MessageQueue(connection, CALL_TIMEOUT));
  }

  /** To be served by a listener of this process. */
  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>(remoteWrite.operations());
    operations.addAll(uploads.operations());
    return operations;
  }

  /** Where this process counts what it leaves out. */
  Drops drops() {
    return drops;
  }

  /** For the report of this process. */
  Map<String, Long> counters() {
    Map<String, Long> counters = new HashMap<>(remoteWrite.counters());
    counters.putAll(uploads.counters());
    return counters;
  }

  /** What keeps this process from taking samples over HTTP, until it takes some. */
  Optional<String> problem() {
    return remoteWrite.problem().or(uploads::problem);
  }

  @Override
  public void close() {
    queue.close();
  }
}
