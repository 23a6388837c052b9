package io.gputelemetry.api;

import io.gputelemetry.api.rest.RestOperations;
import io.gputelemetry.api.rest.SwaggerPages;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.HttpListener;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.runtime.metrics.Metrics;
import io.gputelemetry.store.MemoryStore;
import io.gputelemetry.store.SampleStore;
import io.gputelemetry.telemetry.MetricCatalogue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The running API. It reads the store and does not close it. */
public final class ApiServer implements AutoCloseable {
  private static final String TITLE = "GPU telemetry API";
  private final HttpListener listener;

  private ApiServer(HttpListener listener) {
    this.listener = listener;
  }

  /**
   * Binds and serves.
   *
   * @param checks what else readiness depends on, beside the store
   * @throws IOException if the address cannot be bound; the message names it
   */
  public static ApiServer start(
      ApiConfig config, SampleStore store, Metrics metrics, List<Health.Check> checks)
      throws IOException {
    return new ApiServer(HttpListener.start(listening(config), operations(store, metrics, checks)));
  }

  /** The OpenAPI document as JSON, without a listener: what a server without a token serves. */
  public static String openApiDocument() {
    SampleStore none = new MemoryStore(1, () -> 0);
    return HttpListener.document(
        listening(new ApiConfig("", 0, "")), operations(none, new Metrics(), List.of()));
  }

  private static HttpListener.Config listening(ApiConfig config) {
    return new HttpListener.Config(config.host(), config.port(), config.token(), TITLE);
  }

  /** All that is served, beside the OpenAPI document that the listener adds. */
  static List<Operation> operations(SampleStore store, Metrics metrics, List<Health.Check> checks) {
    RestOperations rest = new RestOperations(store, MetricCatalogue.load());
    List<Health.Check> all = new ArrayList<>(checks);
    all.add(rest.storeCheck());
    List<Operation> operations = new ArrayList<>(rest.operations());
    operations.addAll(new Health(all).operations());
    operations.add(metrics.operation());
    operations.addAll(SwaggerPages.operations());
    return operations;
  }

  /** The port that is bound. */
  public int port() {
    return listener.port();
  }

  /** Refuses new requests and lets those under way end. */
  @Override
  public void close() {
    listener.close();
  }
}
