package io.gputelemetry.app.role;

import java.util.List;

/** A collector alone: the queue is in another process, the embedded store in its own directory. */
final class CollectorRole {
  private CollectorRole() {}

  static RunningRole start(Context context) {
    StorePart.requireDurable(context.settings());
    Listeners.requireFree(context, List.of(Probes.listener(context)));
    return StartedRole.of(parts -> {
      DataDirectory directory = DataDirectory.open(context);
      StorePart store = parts.started("store", StorePart.start(context, directory));
      RemoteQueue queue = new RemoteQueue(context);
      parts.started("collector", CollectorPart.start(context, store.store(), queue::connect));
      Probes probes = parts.started("probes", Probes.start(context, List.of(queue.check())));
      return "collecting from " + queue + " into " + directory + ", " + probes;
    });
  }
}
