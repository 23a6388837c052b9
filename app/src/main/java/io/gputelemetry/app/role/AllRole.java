package io.gputelemetry.app.role;

import io.gputelemetry.app.demo.Demo;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.lifecycle.Lifecycle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Everything in one process. Started from the store up, and so stopped from the streamer down. */
record AllRole(StartedRole<Urls> role, Access access) implements RunningRole, Demo.Pipeline {

  /** Where the doors are. */
  record Urls(String api, String tcp, String http) {
    @Override
    public String toString() {
      return String.format(
          "dashboard and API %s (Swagger %sswagger), queue %s and %s", api, api, tcp, http);
    }
  }

  static AllRole start(Context context) {
    List<Listeners.Wanted> wanted = new ArrayList<>(QueuePart.listeners(context));
    wanted.add(ApiPart.listener(context));
    Listeners.requireFree(context, wanted);
    SourceChoice source = SourceChoice.of(context.settings());
    return new AllRole(
        StartedRole.of(parts -> startParts(context, source, parts)), context.access());
  }

  private static Urls startParts(Context context, SourceChoice source, Lifecycle parts) {
    DataDirectory directory = DataDirectory.open(context);
    StorePart store = parts.started("store", StorePart.inside(context, directory));
    QueuePart queue = parts.started("queue", QueuePart.open(context, directory));
    String tcp = queue.openTcp();
    String http = queue.openHttp();
    // The API is there before the streamer, so that its readiness tells of the start, too.
    AtomicReference<Supplier<Optional<String>>> streaming = new AtomicReference<>(Optional::empty);
    List<Health.Check> checks =
        List.of(
            new Health.Check("queue", queue::problem),
            new Health.Check("streamer", Optional::empty, () -> streaming.get().get()));
    Receivers receivers =
        parts.started("receivers", Receivers.of(context, queue.connect("streamer")));
    ApiPart api =
        parts.started(
            "API",
            ApiPart.start(
                context, store.store(), queue.connect("api"), checks, received(receivers, source)));
    parts.started(
        "collector", CollectorPart.start(context, store.store(), () -> queue.connect("collector")));
    StreamerPart streamer =
        parts.started(
            "streamer", StreamerPart.start(context, source, receivers, queue.connect("streamer")));
    streaming.set(streamer::notice);
    return new Urls(api.url(), tcp, http);
  }

  private static List<Operation> received(Receivers receivers, SourceChoice source) {
    List<Operation> operations = new ArrayList<>(receivers.operations());
    operations.addAll(source.operations());
    return operations;
  }

  @Override
  public String ready() {
    return role.ready();
  }

  @Override
  public String apiUrl() {
    return role.reach().api();
  }

  @Override
  public String queueUrl() {
    return role.reach().http();
  }

  @Override
  public Optional<String> token() {
    return access.token().isEmpty() ? Optional.empty() : Optional.of(access.token());
  }

  @Override
  public void close() {
    role.close();
  }
}
