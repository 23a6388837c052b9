package io.gputelemetry.app.role;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.streamer.source.csv.CsvFile;
import java.util.List;
import java.util.Optional;

/** A streamer alone, whose queue is in another process. */
final class StreamerRole {
  private StreamerRole() {}

  static RunningRole start(Context context) {
    Listeners.requireFree(context, List.of(Probes.listener(context)));
    Optional<CsvFile> file = StreamerPart.file(context.settings());
    return StartedRole.of(parts -> {
      RemoteQueue queue = new RemoteQueue(context);
      StreamerPart streamer =
          parts.started("streamer", StreamerPart.start(context, file, queue.connect()));
      Health.Check check = new Health.Check("streamer", streamer::problem);
      Probes probes = parts.started("probes", Probes.start(context, List.of(queue.check(), check)));
      return "streaming to " + queue + ", " + probes;
    });
  }
}
