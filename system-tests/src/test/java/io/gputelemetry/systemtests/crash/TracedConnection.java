package io.gputelemetry.systemtests.crash;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection to the broker, noting leases and acknowledgements that are under way.
 *
 * @param ackPauseNanos how long an acknowledgement is held back; that is a part of its phase
 */
record TracedConnection(QueueConnection connection, PhaseFile phases, long ackPauseNanos)
    implements QueueConnection {

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    return switch (request) {
      case QueueRequest.Lease lease -> traced(Phase.LEASE, lease);
      case QueueRequest.Ack ack -> traced(Phase.ACK, ack);
      default -> connection.send(request);
    };
  }

  private CompletableFuture<QueueReply> traced(Phase phase, QueueRequest request) {
    var inside = phases.enter(phase);
    if (phase == Phase.ACK) {
      // What is stored is not acknowledged yet: long enough for a kill to fall here.
      LockSupport.parkNanos(ackPauseNanos);
    }
    return connection.send(request).whenComplete((reply, failure) -> inside.close());
  }

  @Override
  public void close() {
    connection.close();
  }
}
