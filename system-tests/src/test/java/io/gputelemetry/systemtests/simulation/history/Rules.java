package io.gputelemetry.systemtests.simulation.history;

/**
 * What the broker was told to keep.
 *
 * @param maxDeliveries failures that make a dead letter
 * @param ackWindowNanos acks older than this survive a crash
 */
public record Rules(int maxDeliveries, long ackWindowNanos) {}
