package io.gputelemetry.queue;

/**
 * A message that is delivered.
 *
 * @param offset its place in the topic
 * @param appendedAtMicros when the broker appended it; never decreasing along a topic
 * @param producerId its publisher's id, 0 if anonymous
 * @param producerNumber the number of the publisher's batch it came in
 * @param deliveries how often it was delivered to this group including now; 1 for a reader
 * @param message the message
 */
public record Delivery(
    long offset,
    long appendedAtMicros,
    long producerId,
    long producerNumber,
    int deliveries,
    Message message) {}
