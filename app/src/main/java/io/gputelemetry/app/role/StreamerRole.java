package io.gputelemetry.app.role;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import java.util.ArrayList;
import java.util.List;

/** A streamer alone, whose queue is in another process. */
final class StreamerRole {
  private StreamerRole() {}

  static RunningRole start(Context context) {
    Listeners.requireFree(context, List.of(Probes.listener(context)));
    SourceChoice source = SourceChoice.of(context.settings());
    return StartedRole.of(parts -> {
      RemoteQueue queue = new RemoteQueue(context);
      Receivers receivers = parts.started("receivers", Receivers.of(context, queue.connect()));
      StreamerPart streamer =
          parts.started(
              "streamer", StreamerPart.start(context, source, receivers, queue.connect()));
      List<Health.Check> checks = List.of(queue.check(), streamer.check());
      List<Operation> operations = new ArrayList<>(receivers.operations());
      operations.addAll(source.operations());
      Probes probes = parts.started("probes", Probes.start(context, checks, operations));
      if (source.onlyReceives()) {
        parts.started("queue watch", QueueWatch.start(queue.check(), context.machine().clock()));
      }
      return "streaming " + source + " to " + queue + ", " + probes;
    });
  }
}
