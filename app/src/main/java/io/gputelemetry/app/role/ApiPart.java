package io.gputelemetry.app.role;

import io.gputelemetry.api.ApiConfig;
import io.gputelemetry.api.ApiServer;
import io.gputelemetry.app.settings.Address;
import io.gputelemetry.queue.MessageQueue;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.runtime.http.Operation;
import io.gputelemetry.store.SampleStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * The API of this process, with its connection to the queue.
 *
 * @param url with a slash at the end
 */
record ApiPart(ApiServer server, MessageQueue queue, String url) implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(3);

  /** What it will listen on. */
  static Listeners.Wanted listener(Context context) {
    return new Listeners.Wanted("host", "port", Addresses.api(context.settings()));
  }

  /** Begins to serve, these operations, too; the connection is closed with the API. */
  static ApiPart start(
      Context context,
      SampleStore store,
      QueueConnection connection,
      List<Health.Check> checks,
      List<Operation> more) {
    Address asked = Addresses.api(context.settings());
    Address address = context.access().bind("host", asked);
    ApiConfig config = new ApiConfig(address.host(), address.port(), context.access().bearers());
    MessageQueue queue = new MessageQueue(connection, CALL_TIMEOUT);
    ApiServer.Sources sources = new ApiServer.Sources(store, queue, context.machine().clock());
    try {
      ApiServer server = ApiServer.start(config, sources, context.metrics(), checks, more);
      return new ApiPart(
          server, queue, "http://" + context.access().reachable(asked, server.port()) + "/");
    } catch (IOException e) {
      queue.close();
      throw Listeners.unavailable("port", address, e);
    }
  }

  @Override
  public void close() {
    server.close();
    queue.close();
  }
}
