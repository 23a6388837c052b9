package io.gputelemetry.app.role;

import io.gputelemetry.api.ApiConfig;
import io.gputelemetry.api.ApiServer;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The API of this process, with its connection to the queue. */
final class ApiPart implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

  private final ApiServer server;
  private final MessageQueue queue;

  private ApiPart(ApiServer server, MessageQueue queue) {
    this.server = server;
    this.queue = queue;
  }

  /** Begins to serve; the connection is closed with the API. */
  static ApiPart start(
      Context context, SampleStore store, QueueConnection connection, List<Health.Check> checks) {
    Address address = context.access().bind("host", Addresses.api(context.settings()));
    ApiConfig config = new ApiConfig(address.host(), address.port(), context.access().token());
    MessageQueue queue = new MessageQueue(connection, CALL_TIMEOUT);
    ApiServer.Sources sources = new ApiServer.Sources(store, queue, context.machine().clock());
    try {
      return new ApiPart(ApiServer.start(config, sources, context.metrics(), checks), queue);
    } catch (IOException e) {
      queue.close();
      throw Listeners.unavailable("port", address, e);
    }
  }

  /** The port that is bound. */
  int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    queue.close();
  }
}
