package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.ProcessSettings;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import java.util.List;

/**
 * A collector alone: the queue is in another process, the embedded store is in its own directory.
 */
final class CollectorRole implements RunningRole {
  private final Lifecycle parts = new Lifecycle();
  private final String ready;

  private CollectorRole(Context context) {
    try {
      String path = context.settings().get(ProcessSettings.DATA_DIR);
      DataDirectory directory =
          parts.started("data directory", DataDirectory.open(context.machine(), path));
      StorePart store = parts.started("store", StorePart.start(context, directory));
      RemoteQueue queue = new RemoteQueue(context);
      parts.started("collector", CollectorPart.start(context, store.store(), queue::connect));
      Probes probes = parts.started("probes", Probes.start(context, List.of(queue.check())));
      ready = "collecting from " + queue + " into " + directory + ", " + probes;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  static CollectorRole start(Context context) {
    StorePart.requireDurable(context.settings());
    return new CollectorRole(context);
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
