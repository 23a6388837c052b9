package io.gputelemetry.api;

import io.gputelemetry.api.dashboard.DashboardPages;
import io.gputelemetry.api.rest.RestOperations;
import io.gputelemetry.api.rest.SwaggerPages;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.QueueUnavailableException;
import io.gputelemetry.queue.Reporter;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.lifecycle.Clock;
import io.gputelemetry.runtime.lifecycle.SystemClock;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The running API. It reads the store and looks at the queue, which it tells every 5 s how it is
 * doing; it closes neither. Only the pipeline view needs the queue.
 */
public final class ApiServer implements AutoCloseable {
  private static final String TITLE = "GPU telemetry API";

  /** Where senders knock who mean a streamer; beside the streamer itself only `all` serves them. */
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "/api/v1/write", atStreamer("/api/v1/write"),
          "/api/v1/csv/upload", atStreamer("/api/v1/csv/upload"),
          "/api/v1/csv/uploads", atStreamer("/api/v1/csv/uploads"),
          "/api/v1/scrape/targets", atStreamer("/api/v1/scrape/targets"));

  /** What the API shows. */
  public record Sources(SampleStore store, MessageQueue queue, Clock clock) {}

  private final HttpListener listener;
  private final Reporter reporter;

  private ApiServer(HttpListener listener, Reporter reporter) {
    this.listener = listener;
    this.reporter = reporter;
  }

  /**
   * Binds and serves.
   *
   * @param checks what else readiness depends on, beside the store; answered at once
   * @param more what else is served at the address, such as a door for samples
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static ApiServer start(
      ApiConfig config,
      Sources sources,
      Metrics metrics,
      List<Health.Check> checks,
      List<Operation> more)
      throws IOException {
    ServedRequests served = new ServedRequests();
    List<Operation> operations = operations(sources, served, metrics, checks);
    operations.addAll(more);
    HttpListener listener = HttpListener.start(listening(config), operations, ELSEWHERE);
    Reporter reporter =
        new Reporter(
            sources.queue(), () -> report(checks, served), sources.clock()::monotonicNanos);
    reporter.start();
    return new ApiServer(listener, reporter);
  }

  private static String atStreamer(String path) {
    return "this API does not serve " + path + ": a streamer takes this, on its port 9003";
  }

  private static QueueRequest.Report report(List<Health.Check> checks, ServedRequests served) {
    Optional<String> problem =
        checks.stream().flatMap(check -> check.problem().get().stream()).findFirst();
    return QueueRequest.Report.of(served.counters(), problem.orElse(""));
  }

  /** The OpenAPI document as JSON, without a listener: what a server without a token serves. */
  public static String openApiDocument() {
    MessageQueue noQueue = new MessageQueue(new NoQueue(), Duration.ZERO);
    Sources none = new Sources(new MemoryStore(1, () -> 0), noQueue, new SystemClock());
    return HttpListener.document(
        listening(new ApiConfig("", 0, List.of())),
        operations(none, new ServedRequests(), new Metrics(), List.of()));
  }

  private static HttpListener.Config listening(ApiConfig config) {
    return new HttpListener.Config(
        config.host(), config.port(), config.tokens(), TITLE, "1.0", HttpListener.Limits.USUAL);
  }

  /** All that is served, beside the OpenAPI document that the listener adds. */
  static List<Operation> operations(
      Sources sources, ServedRequests served, Metrics metrics, List<Health.Check> checks) {
    RestOperations rest = rest(sources);
    List<Health.Check> all = new ArrayList<>(checks);
    all.add(rest.storeCheck());
    List<Operation> operations = new ArrayList<>();
    rest.operations().forEach(operation -> operations.add(served.counted(operation)));
    operations.addAll(new Health(all).operations());
    operations.add(metrics.operation());
    operations.addAll(DashboardPages.operations());
    operations.addAll(SwaggerPages.operations());
    return operations;
  }

  private static RestOperations rest(Sources sources) {
    return new RestOperations(sources.store(), sources.queue(), sources.clock()::epochMicros);
  }

  /** The port that is bound. */
  public int port() {
    return listener.port();
  }

  /** Refuses new requests and lets those under way end. */
  @Override
  public void close() {
    listener.close();
    reporter.close();
  }

  /** Answers nothing. */
  private record NoQueue() implements QueueConnection {
    @Override
    public CompletableFuture<QueueReply> send(QueueRequest request) {
      return CompletableFuture.failedFuture(new QueueUnavailableException("there is no queue"));
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }
}
