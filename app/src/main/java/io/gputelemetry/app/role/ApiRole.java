package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import java.time.Duration;
import java.util.List;

/** The API alone, over the embedded store of a directory that no other process has. */
final class ApiRole implements RunningRole {
  /** Whoever looks at the pipeline does not want to wait for a queue that is away. */
  private static final Duration QUEUE_PATIENCE = Duration.ofSeconds(1);

  private final Lifecycle parts = new Lifecycle();
  private final String ready;

  private ApiRole(Context context) {
    try {
      String path = context.settings().get(ProcessSettings.DATA_DIR);
      DataDirectory directory =
          parts.started("data directory", DataDirectory.open(context.machine(), path));
      StorePart store = parts.started("store", StorePart.start(context, directory));
      RemoteQueue queue = new RemoteQueue(context);
      ApiPart api =
          parts.started(
              "API",
              ApiPart.start(context, store.store(), queue.connect(QUEUE_PATIENCE), List.of()));
      String url =
          "http://"
              + context.access().reachable(Addresses.api(context.settings()), api.port())
              + "/";
      ready = "API " + url + " over " + directory;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  static ApiRole start(Context context) {
    StorePart.requireDurable(context.settings());
    return new ApiRole(context);
  }

  @Override
  public String ready() {
    return ready;
  }

  @Override
  public void close() {
    parts.close();
  }
}
