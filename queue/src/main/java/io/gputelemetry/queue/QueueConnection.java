package io.gputelemetry.queue;

import java.util.concurrent.CompletableFuture;

/**
 * A way to the broker, and a session there: leases and grants taken through a connection are given
 * back when it closes. Requests may overlap; each gets exactly one reply. Any thread may send.
 */
public interface QueueConnection extends AutoCloseable {

  /**
   * Sends a request. The future completes with the broker's reply, or exceptionally with {@link
   * QueueUnavailableException} when the connection is lost before the reply came; then it is not
   * known whether the request took effect, and a publish must be repeated with the same producer
   * and number. What completes with it must not wait for another reply of this connection.
   */
  CompletableFuture<QueueReply> send(QueueRequest request);

  @Override
  void close();
}
