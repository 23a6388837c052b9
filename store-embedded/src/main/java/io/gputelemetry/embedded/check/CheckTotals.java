package io.gputelemetry.embedded.check;

/**
 * What a check looked at.
 *
 * @param files sealed files, those that could not be opened included
 * @param chunks that were read
 * @param samples in these chunks
 * @param bytes of the sealed files
 * @param logBatches batches in the write-ahead log
 * @param series numbers of series in the catalog
 * @param damages findings of damage
 * @param setAside files that earlier starts set aside
 */
public record CheckTotals(
    long files,
    long chunks,
    long samples,
    long bytes,
    long logBatches,
    long series,
    long damages,
    long setAside) {}
