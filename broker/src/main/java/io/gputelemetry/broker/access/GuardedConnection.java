package io.gputelemetry.broker.access;

import io.gputelemetry.queue.QueueConnection;
import io.gputelemetry.queue.QueueError;
import io.gputelemetry.queue.QueueReply;
import io.gputelemetry.queue.QueueRequest;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A session that refuses what the roles of its token do not allow. */
final class GuardedConnection implements QueueConnection {
  private final QueueConnection session;
  private final Set<AccessRole> roles;

  GuardedConnection(QueueConnection session, Set<AccessRole> roles) {
    this.session = session;
    this.roles = roles;
  }

  @Override
  public CompletableFuture<QueueReply> send(QueueRequest request) {
    Permission needed = Permission.of(request);
    return needed.isGivenTo(roles)
        ? session.send(request)
        : CompletableFuture.completedFuture(
            new QueueReply.Refused(QueueError.FORBIDDEN, needed.refusal()));
  }

  @Override
  public void close() {
    session.close();
  }
}
