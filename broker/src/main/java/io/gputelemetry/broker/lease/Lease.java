package io.gputelemetry.broker.lease;

/**
 * Something that one session may work on.
 *
 * @param token that proves it; never 0
 * @param session that holds it
 * @param deadlineNanos when it ends, on the monotonic clock
 * @param weight what it counts towards the session's limit
 * @param what is leased
 */
public record Lease<T>(long token, long session, long deadlineNanos, int weight, T what) {}
