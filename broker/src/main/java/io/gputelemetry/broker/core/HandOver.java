package io.gputelemetry.broker.core;

import io.gputelemetry.queue.QueueRequest.Publish;

/**
 * Something to be published in another topic; its answer comes back as {@link Event.HandedOver}.
 * Repeated until that says that it is there, under the same producer and number.
 *
 * @param id under which the answer comes
 */
public record HandOver(long id, Publish publish) {}
