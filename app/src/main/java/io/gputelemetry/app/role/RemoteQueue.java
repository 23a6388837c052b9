package io.gputelemetry.app.role;

import io.gputelemetry.app.settings.Address;
import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueRequest;
import io.gputelemetry.queue.TcpQueueConfig;
import io.gputelemetry.queue.TcpQueueConnection;
import io.gputelemetry.runtime.http.Health;
import io.gputelemetry.wire.tls.Tls;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** The queue in another process. */
final class RemoteQueue {
  private final Context context;
  private final Address address;
  private final Optional<Tls> tls;
  private final AtomicReference<Optional<TcpQueueConnection>> newest =
      new AtomicReference<>(Optional.empty());

  RemoteQueue(Context context) {
    this.context = context;
    this.address = Addresses.queue(context.settings());
    this.tls = Encryption.toQueue(context.settings());
  }

  /** A connection of its own; it reconnects by itself. */
  QueueConnection connect() {
    return connect(TcpQueueConfig.PATIENCE);
  }

  /** The same, whose requests wait no longer than this for a connection. */
  QueueConnection connect(Duration patience) {
    QueueRequest.Hello hello =
        new QueueRequest.Hello(
            context.instance(), context.settings().role().command(), context.access().token());
    TcpQueueConnection connection =
        TcpQueueConnection.connect(
            TcpQueueConfig.of(address.host(), address.port(), hello)
                .withPatience(patience)
                .withTls(tls));
    newest.set(Optional.of(connection));
    return context.machine().connections().apply(connection);
  }

  /** Whether there is a queue to work with. */
  Health.Check check() {
    return new Health.Check("queue", this::problem);
  }

  private Optional<String> problem() {
    Optional<TcpQueueConnection> connection = newest.get();
    if (connection.map(TcpQueueConnection::isConnected).orElse(false)) {
      return Optional.empty();
    }
    String why = connection.map(TcpQueueConnection::lastFailure).orElse("");
    return Optional.of("waiting for the queue at " + this + (why.isEmpty() ? "" : ": " + why));
  }

  @Override
  public String toString() {
    return (tls.isPresent() ? "tls://" : "tcp://") + address;
  }
}
