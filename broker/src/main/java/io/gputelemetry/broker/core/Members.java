package io.gputelemetry.broker.core;

import io.gputelemetry.broker.core.WaitingRoom.Guest;
import io.gputelemetry.broker.lease.ConsumerGroup;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.queue.QueueRequest.Lease;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A group and its members that wait for messages. The next messages go to whom the last ones lie
 * longest back, however often it asked again since; so a new member is served before all others.
 */
final class Members {
  private final ConsumerGroup group;
  private final WaitingRoom<Lease> waiting = new WaitingRoom<>();
  private final Map<Long, Long> servedAt = new HashMap<>();
  private long served;

  Members(ConsumerGroup group) {
    this.group = group;
  }

  ConsumerGroup group() {
    return group;
  }

  GroupProgress progress() {
    return group.progress();
  }

  WaitingRoom<Lease> waiting() {
    return waiting;
  }

  void await(Guest<Lease> guest) {
    waiting.add(guest, servedAt.getOrDefault(guest.session(), 0L));
  }

  void served(long session) {
    servedAt.put(session, ++served);
  }

  /** A session ended; returns what it waited with. */
  List<Guest<Lease>> leave(long session) {
    servedAt.remove(session);
    return waiting.removeSession(session);
  }
}
