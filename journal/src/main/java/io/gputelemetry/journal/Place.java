package io.gputelemetry.journal;

/**
 * A batch boundary in a segment, and what the header behind it has to say.
 *
 * @param position bytes from the start of the file
 * @param number of the batch that begins here
 * @param offset of what comes next
 * @param previousCrc header CRC of the batch before it, or of the segment's header
 */
record Place(long position, long number, long offset, int previousCrc) {

  /** The boundary behind a batch that begins here. */
  Place behind(BatchHeader batch) {
    return new Place(
        position + BatchHeader.BYTES + batch.bodyBytes(),
        number + (batch.isGap() ? batch.gapBatches() : 1),
        offset + batch.count(),
        batch.isGap() ? batch.gapCrc() : batch.crc());
  }
}
