package io.gputelemetry.broker.core;

import io.gputelemetry.queue.QueueReply;

/** The reply to what was asked under a ticket. */
public record Answer(long ticket, QueueReply reply) {}
