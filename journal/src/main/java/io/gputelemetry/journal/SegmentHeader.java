package io.gputelemetry.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The first 4 KiB of a segment file. Big-endian:
 *
 * <pre>
 *    0  magic 8                 32  salt 8                  72  length of the previous segment 8
 *    8  format version 4        40  ordinal 8               80  its last header CRC 4
 *   12  zero 4                  48  base offset 8           84  zero
 *   16  journal id 16           56  base batch number 8   4092  CRC32C of all before it 4
 *                               64  created, micros 8
 * </pre>
 *
 * Magic, format version, length and the place of the CRC stay the same in every later version, so
 * that an older program can say what it cannot read.
 *
 * @param journalId the same in all segments of a journal
 * @param salt random; goes into each batch header's CRC, so that bytes of another file never pass
 * @param ordinal of the segment, from 1
 * @param baseOffset of the first entry in it
 * @param baseBatch number of its first batch
 * @param createdMicros time of its first batch, 0 in the first segment
 * @param previousBytes length of the segment before it, 0 in the first
 * @param previousCrc header CRC of that segment's last batch
 */
record SegmentHeader(
    UUID journalId,
    long salt,
    long ordinal,
    long baseOffset,
    long baseBatch,
    long createdMicros,
    long previousBytes,
    int previousCrc) {
  static final int BYTES = 4096;
  static final int VERSION = 1;
  private static final long MAGIC = 0x4750554A_524E4C1AL;
  private static final int CRC_AT = BYTES - Integer.BYTES;

  /** Name of the segment's file. */
  String fileName() {
    return fileName(ordinal, ".log");
  }

  static String fileName(long ordinal, String suffix) {
    return String.format(Locale.ROOT, "%016d", ordinal) + suffix;
  }

  /** Where the first batch is. */
  Place start() {
    return new Place(BYTES, baseBatch, baseOffset, encode().getInt(CRC_AT));
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
    bytes.putLong(journalId.getMostSignificantBits()).putLong(journalId.getLeastSignificantBits());
    bytes.putLong(salt).putLong(ordinal).putLong(baseOffset).putLong(baseBatch);
    bytes.putLong(createdMicros).putLong(previousBytes).putInt(previousCrc);
    return bytes.putInt(CRC_AT, crc(bytes)).rewind();
  }

  /**
   * Reads a header of {@link #BYTES}.
   *
   * @throws JournalDamagedException if it is not one, or changed
   * @throws IOException if a newer program wrote it
   */
  static SegmentHeader decode(ByteBuffer bytes, String file) throws IOException {
    if (bytes.remaining() < BYTES) {
      throw new JournalDamagedException(file, bytes.remaining(), 0, "the file's header is cut off");
    }
    if (bytes.getInt(CRC_AT) != crc(bytes) || bytes.getLong(0) != MAGIC) {
      throw new JournalDamagedException(file, 0, 0, "the file's header is not what was written");
    }
    if (bytes.getInt(8) != VERSION) {
      throw new IOException(
          file
              + " has format version "
              + bytes.getInt(8)
              + ", and this program knows version "
              + VERSION
              + " only. Start the program that wrote it, or a newer one.");
    }
    return new SegmentHeader(
        new UUID(bytes.getLong(16), bytes.getLong(24)),
        bytes.getLong(32),
        bytes.getLong(40),
        bytes.getLong(48),
        bytes.getLong(56),
        bytes.getLong(64),
        bytes.getLong(72),
        bytes.getInt(80));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.array(), bytes.arrayOffset(), CRC_AT);
    return (int) crc.getValue();
  }
}
