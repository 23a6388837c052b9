package io.gputelemetry.broker.ledger;

/**
 * A run of rows that is published as one batch.
 *
 * @param number of the range in its sequence, from 0
 * @param pass it belongs to, from 0
 * @param firstRow its first row
 * @param count of its rows
 * @param grantedAtMicros when it was handed out first: the event time of its rows, whoever sends
 *     them
 */
public record SequenceRange(
    long number, long pass, long firstRow, int count, long grantedAtMicros) {}
