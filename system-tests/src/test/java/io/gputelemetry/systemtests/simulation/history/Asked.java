package io.gputelemetry.systemtests.simulation.history;

import io.gputelemetry.queue.QueueRequest;

/**
 * A request that came in.
 *
 * @param order in which everything came in
 * @param nanos when it came in
 */
record Asked(long order, long nanos, long session, QueueRequest request) {}
