package io.gputelemetry.app.role;

import io.gputelemetry.collector.Collector;
import io.gputelemetry.runtime.http.Health;
import java.util.ArrayList;
import java.util.List;

/** A collector alone: the queue is in another process, and usually the store is, too. */
final class CollectorRole {
  private CollectorRole() {}

  static RunningRole start(Context context) {
    StorePart.requireShared(context.settings());
    Listeners.requireFree(context, List.of(Probes.listener(context)));
    return StartedRole.of(parts -> {
      StorePart store = parts.started("store", StorePart.apart(context));
      RemoteQueue queue = new RemoteQueue(context);
      Collector collector =
          parts.started("collector", CollectorPart.start(context, store.store(), queue::connect));
      List<Health.Check> checks = new ArrayList<>(store.checks());
      checks.add(queue.check());
      checks.add(new Health.Check("collector", collector::problem));
      Probes probes = parts.started("probes", Probes.start(context, checks));
      return "collecting from " + queue + " into " + store.place() + ", " + probes;
    });
  }
}
