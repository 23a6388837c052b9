package io.gputelemetry.store;

/**
 * What became of the samples of a batch; the three sum up to its size.
 *
 * @param stored new rows
 * @param duplicates samples that were there already with the same value
 * @param conflicts samples that were there already with another value, which was kept
 */
public record WriteReceipt(int stored, int duplicates, int conflicts) {}
