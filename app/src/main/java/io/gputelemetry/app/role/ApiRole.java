package io.gputelemetry.app.role;

import java.time.Duration;
import java.util.List;

/** The API alone, over the embedded store of a directory that no other process has. */
final class ApiRole {
  /** Whoever looks at the pipeline does not want to wait for a queue that is away. */
  private static final Duration QUEUE_PATIENCE = Duration.ofSeconds(1);

  private ApiRole() {}

  static RunningRole start(Context context) {
    StorePart.requireDurable(context.settings());
    Listeners.requireFree(context, List.of(ApiPart.listener(context)));
    return StartedRole.of(parts -> {
      DataDirectory directory = DataDirectory.open(context);
      StorePart store = parts.started("store", StorePart.start(context, directory));
      ApiPart api =
          parts.started(
              "API",
              ApiPart.start(
                  context,
                  store.store(),
                  new RemoteQueue(context).connect(QUEUE_PATIENCE),
                  List.of()));
      return "API " + api.url() + " over " + directory;
    });
  }
}
