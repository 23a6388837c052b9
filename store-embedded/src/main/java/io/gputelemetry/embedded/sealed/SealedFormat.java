package io.gputelemetry.embedded.sealed;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of a sealed file. Fixed numbers are big-endian; every CRC is a CRC32C.
 *
 * <pre>
 * header     magic 8 | version 4 | crc of the 12 bytes before 4
 * chunks     one behind the other, ordered by (series, event time)
 * turns      blocks of {@value #BLOCK_TURNS} (the last may have fewer):
 *              time of ingestion 8 ... | crc 4
 * index      blocks of {@value #BLOCK_ENTRIES} entries (the last may have fewer):
 *              entry ... | crc 4
 * series     what the file has of each series: blocks of {@value #BLOCK_SERIES}:
 *              length 4 | entry ... | crc 4
 * directory  of each index block: first series 4 | first time 8 | position 8 |
 *              position of its first chunk 8
 *            of each file that this one replaces: ordinal 8
 *            crc 4
 * footer     ordinal 8 | turns at 8 | index at 8 | series at 8 | directory at 8 |
 *            samples 8 | first time 8 | last time 8 | end of the log that it covers 8 |
 *            turns 4 | chunks 4 | replaced files 4 | version 4 | magic 8 |
 *            crc of the 96 bytes before 4
 * </pre>
 *
 * The entries are drawn at {@link IndexBlock} and {@link SeriesEntry}. The name of a file is {@code
 * <ordinal>_<first time>_<last time>.samples}, the ordinal in ten digits.
 */
final class SealedFormat {
  static final int VERSION = 2;
  static final int HEADER_BYTES = 16;
  static final int FOOTER_BYTES = 100;
  static final int DIRECTORY_BYTES = 28;

  /** Entries of an index block: what a lookup has to read. */
  static final int BLOCK_ENTRIES = 64;

  static final int BLOCK_TURNS = 512;
  static final int BLOCK_SERIES = 1024;

  static final String SUFFIX = ".samples";
  private static final long MAGIC = 0x4750_5553_414d_5031L; // GPUSAMP1

  private SealedFormat() {}

  static ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC).putInt(VERSION);
    return header.putInt(crc(header.array(), 0, header.position())).flip();
  }

  /** The version of a file with this header; -1 if this is no header. */
  static int version(ByteBuffer header) {
    boolean whole = header.getLong(0) == MAGIC && header.getInt(12) == crc(header, 12);
    return whole ? header.getInt(8) : -1;
  }

  static String name(Footer footer) {
    return "%010d_%d_%d%s"
        .formatted(footer.ordinal(), footer.firstTime(), footer.lastTime(), SUFFIX);
  }

  /** Blocks of this size that so many elements take. */
  static int blocks(int elements, int blockSize) {
    return (elements + blockSize - 1) / blockSize;
  }

  /** Bytes of so many turns. */
  static long turnsBytes(int turns) {
    return turns * (long) Long.BYTES + blocks(turns, BLOCK_TURNS) * (long) Integer.BYTES;
  }

  static int crc(byte[] bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }

  static int crc(ByteBuffer bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(length).position(0));
    return (int) crc.getValue();
  }

  /** Where the parts of a file begin. */
  record Parts(long turns, long index, long series, long directory) {}

  /**
   * The last bytes of a file.
   *
   * @param logEnd everything in the log below this offset is in this file or an older one
   * @param replaced files whose rows are all in this one
   */
  record Footer(
      long ordinal,
      Parts parts,
      long samples,
      long firstTime,
      long lastTime,
      long logEnd,
      int turns,
      int chunks,
      int replaced) {

    ByteBuffer encode() {
      ByteBuffer target = ByteBuffer.allocate(FOOTER_BYTES).putLong(ordinal);
      target.putLong(parts.turns).putLong(parts.index);
      target.putLong(parts.series).putLong(parts.directory);
      target.putLong(samples).putLong(firstTime).putLong(lastTime).putLong(logEnd);
      target.putInt(turns).putInt(chunks).putInt(replaced).putInt(VERSION).putLong(MAGIC);
      return target.putInt(crc(target.array(), 0, target.position())).flip();
    }

    static boolean isWhole(ByteBuffer bytes) {
      int end = FOOTER_BYTES - Integer.BYTES;
      return bytes.getLong(end - 8) == MAGIC
          && bytes.getInt(end - 12) == VERSION
          && bytes.getInt(end) == crc(bytes, end);
    }

    static Footer decode(ByteBuffer bytes) {
      return new Footer(
          bytes.getLong(),
          new Parts(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong()),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getLong(),
          bytes.getInt(),
          bytes.getInt(),
          bytes.getInt());
    }

    int blocks() {
      return SealedFormat.blocks(chunks, BLOCK_ENTRIES);
    }

    /** Bytes of the directory with its checksum. */
    int directoryBytes() {
      return blocks() * DIRECTORY_BYTES + replaced * Long.BYTES + Integer.BYTES;
    }

    /** Bytes of a file that ends with this footer. */
    long fileBytes() {
      return parts.directory + directoryBytes() + FOOTER_BYTES;
    }
  }
}
