package io.gputelemetry.app.role;

import io.gputelemetry.app.demo.Demo;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.streamer.source.CsvFile;
import java.util.List;
import java.util.Optional;

/** Everything in one process. Started from the store up, and so stopped from the streamer down. */
final class AllRole implements RunningRole, Demo.Pipeline {
  private final Lifecycle parts = new Lifecycle();
  private final Context context;
  private int apiPort;
  private int tcpPort;
  private int httpPort;

  private AllRole(Context context) {
    this.context = context;
  }

  static AllRole start(Context context) {
    Optional<CsvFile> file = StreamerPart.file(context.settings());
    AllRole role = new AllRole(context);
    try {
      role.startParts(file);
      return role;
    } catch (RuntimeException e) {
      role.parts.close();
      throw e;
    }
  }

  private void startParts(Optional<CsvFile> file) {
    String path = context.settings().get(ProcessSettings.DATA_DIR);
    DataDirectory directory =
        parts.started("data directory", DataDirectory.open(context.machine(), path));
    StorePart store = parts.started("store", StorePart.start(context, directory));
    QueuePart queue = parts.started("queue", QueuePart.open(context, directory));
    tcpPort = queue.openTcp();
    httpPort = queue.openHttp();
    Health.Check check = new Health.Check("queue", queue::problem);
    ApiPart api =
        parts.started(
            "API", ApiPart.start(context, store.store(), queue.connect("api"), List.of(check)));
    apiPort = api.port();
    parts.started(
        "collector", CollectorPart.start(context, store.store(), () -> queue.connect("collector")));
    parts.started("streamer", StreamerPart.start(context, file, queue.connect("streamer")));
  }

  @Override
  public String ready() {
    return String.format(
        "API %s (GPUs %sapi/v1/gpus, Swagger %sswagger), queue tcp://%s and http://%s/",
        apiUrl(),
        apiUrl(),
        apiUrl(),
        reachable(Addresses.tcp(context.settings()), tcpPort),
        reachable(Addresses.http(context.settings()), httpPort));
  }

  @Override
  public String apiUrl() {
    return "http://" + reachable(Addresses.api(context.settings()), apiPort) + "/";
  }

  @Override
  public String queueUrl() {
    return "http://" + reachable(Addresses.http(context.settings()), httpPort) + "/";
  }

  @Override
  public Optional<String> token() {
    String token = context.access().token();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  private Address reachable(Address asked, int port) {
    return context.access().reachable(asked, port);
  }

  @Override
  public void close() {
    parts.close();
  }
}
