package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.ListenerSettings;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.streamer.source.CsvFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A streamer alone, whose queue is in another process. */
final class StreamerRole implements RunningRole {
  private final Lifecycle parts = new Lifecycle();
  private final Context context;
  private final Address queue;
  private int port;

  private StreamerRole(Context context) {
    this.context = context;
    queue = Addresses.queue(context.settings());
  }

  static StreamerRole start(Context context) {
    StreamerRole role = new StreamerRole(context);
    Optional<CsvFile> file = StreamerPart.file(context.settings());
    try {
      role.startParts(file);
      return role;
    } catch (RuntimeException e) {
      role.parts.close();
      throw e;
    }
  }

  private void startParts(Optional<CsvFile> file) {
    StreamerPart streamer =
        parts.started("streamer", StreamerPart.start(context, file, connection()));
    List<Operation> operations =
        new ArrayList<>(
            new Health(List.of(new Health.Check("streamer", streamer::problem))).operations());
    operations.add(context.metrics().operation());
    HttpListener listener =
        Listeners.http(
            context,
            "metrics-addr",
            context.settings().get(ListenerSettings.METRICS_ADDR),
            operations);
    port = parts.started("metrics", listener).port();
  }

  private QueueConnection connection() {
    QueueRequest.Hello hello =
        new QueueRequest.Hello(
            context.instance(), context.settings().role().command(), context.access().token());
    TcpQueueConfig config = TcpQueueConfig.of(queue.host(), queue.port(), hello);
    return context.machine().connections().apply(TcpQueueConnection.connect(config));
  }

  @Override
  public String ready() {
    Address metrics =
        context.access().reachable(context.settings().get(ListenerSettings.METRICS_ADDR), port);
    return "streaming to tcp://" + queue + ", health and metrics http://" + metrics + "/";
  }

  @Override
  public void close() {
    parts.close();
  }
}
