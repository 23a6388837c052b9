package io.gputelemetry.broker.core;

import io.gputelemetry.broker.lease.ConsumerGroup;
import io.gputelemetry.broker.ledger.GroupProgress;
import io.gputelemetry.queue.QueueRequest.Lease;

/** A group and its members that wait for messages. */
record Members(ConsumerGroup group, WaitingRoom<Lease> waiting) {
  GroupProgress progress() {
    return group.progress();
  }
}
