package io.gputelemetry.app.role;

import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import io.gputelemetry.streamer.source.CsvFile;
import java.util.List;
import java.util.Optional;

/** A streamer alone, whose queue is in another process. */
final class StreamerRole implements RunningRole {
  private final Lifecycle parts = new Lifecycle();
  private final String ready;

  private StreamerRole(Context context, Optional<CsvFile> file) {
    try {
      RemoteQueue queue = new RemoteQueue(context);
      StreamerPart streamer =
          parts.started("streamer", StreamerPart.start(context, file, queue.connect()));
      Health.Check check = new Health.Check("streamer", streamer::problem);
      Probes probes = parts.started("probes", Probes.start(context, List.of(queue.check(), check)));
      ready = "streaming to " + queue + ", " + probes;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  static StreamerRole start(Context context) {
    return new StreamerRole(context, StreamerPart.file(context.settings()));
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
