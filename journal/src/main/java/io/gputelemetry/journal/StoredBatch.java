package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A batch whose body lies in a file, from which it can be sent.
 *
 * @param baseOffset offset of its first entry
 * @param count offsets in it, at least 1
 * @param weight as appended
 * @param tag as appended
 * @param appendedAtMicros append time
 * @param crc CRC32C of the body
 * @param file for {@link DiskFile#transferTo} and reading, from any thread, until the journal drops
 *     the segment or is closed, or has opened more than a hundred others since; then it fails
 * @param position of the body
 * @param bytes of the body
 */
public record StoredBatch(
    long baseOffset,
    int count,
    int weight,
    Entry.Tag tag,
    long appendedAtMicros,
    int crc,
    DiskFile file,
    long position,
    int bytes) {
  /** The offset behind its last entry. */
  public long endOffset() {
    return baseOffset + count;
  }

  /** The batch of this header, with its body in that place. */
  static StoredBatch of(BatchHeader header, DiskFile file, long position) {
    return new StoredBatch(
        header.baseOffset(),
        header.count(),
        header.weight(),
        header.tag(),
        header.appendedAtMicros(),
        header.bodyCrc(),
        file,
        position,
        header.bodyBytes());
  }

  /** Whether the body in the file has the checksum; read in pieces, through this buffer. */
  boolean isIntact(ByteBuffer piece) throws IOException {
    CRC32C found = new CRC32C();
    int read = 0;
    do {
      piece.clear().limit(Math.min(piece.capacity(), bytes - read));
      BatchScanner.fill(file, piece, position + read);
      read += piece.remaining();
      found.update(piece);
    } while (read < bytes && piece.limit() > 0);
    return read == bytes && (int) found.getValue() == crc;
  }
}
