package io.gputelemetry.systemtests.simulation.history;

/**
 * When a reply left.
 *
 * @param order of the last request that came in before
 */
record Moment(long nanos, long order) {}
