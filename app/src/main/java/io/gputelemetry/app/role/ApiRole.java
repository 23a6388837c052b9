package io.gputelemetry.app.role;

import java.time.Duration;
import java.util.List;

/** The API alone, over a store in another process or in a directory that no other process has. */
final class ApiRole {
  /** Whoever looks at the pipeline does not want to wait for a queue that is away. */
  private static final Duration QUEUE_PATIENCE = Duration.ofSeconds(1);

  private ApiRole() {}

  static RunningRole start(Context context) {
    StorePart.requireShared(context.settings());
    Listeners.requireFree(context, List.of(ApiPart.listener(context)));
    return StartedRole.of(parts -> {
      StorePart store = parts.started("store", StorePart.apart(context));
      ApiPart api =
          parts.started(
              "API",
              ApiPart.start(
                  context,
                  store.store(),
                  new RemoteQueue(context).connect(QUEUE_PATIENCE),
                  store.checks(),
                  List.of()));
      return "API " + api.url() + " over " + store.place();
    });
  }
}
