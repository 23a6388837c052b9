package io.gputelemetry.embedded.sealed;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The layout of a sealed file. Numbers are big-endian; every CRC is a CRC32C.
 *
 * <pre>
 * header   magic 8 | version 4 | crc of the 12 bytes before 4
 * chunks   one behind the other, ordered by (series, event time)
 * index    blocks of {@value #BLOCK_ENTRIES} entries (the last may have fewer):
 *            entry ... | crc of the entries 4
 *          entry:
 *            series 4 | count 4 | position 8 | length 4 | crc of the chunk 4 |
 *            first time 8 | last time 8 | last description 4 |
 *            last value 8 | min 8 | max 8 | sum 8
 * footer   ordinal 8 | index position 8 | samples 8 | first time 8 | last time 8 |
 *          end of the log that it covers 8 | chunks 4 | version 4 | magic 8 |
 *          crc of the 64 bytes before 4
 * </pre>
 *
 * Its name is {@code <ordinal>_<first time>_<last time>.samples}, the ordinal in ten digits.
 */
final class SealedFormat {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 16;
  static final int FOOTER_BYTES = 68;

  /** Entries of an index block: what a lookup has to read. */
  static final int BLOCK_ENTRIES = 64;

  static final String SUFFIX = ".samples";
  private static final long MAGIC = 0x4750_5553_414d_5031L; // GPUSAMP1

  private SealedFormat() {}

  static ByteBuffer header() {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).putLong(MAGIC).putInt(VERSION);
    return header.putInt(crc(header, 0, header.position())).flip();
  }

  /** The version of a file with this header; -1 if this is no header. */
  static int version(ByteBuffer header) {
    boolean whole = header.getLong(0) == MAGIC && header.getInt(12) == crc(header, 0, 12);
    return whole ? header.getInt(8) : -1;
  }

  static String name(Footer footer) {
    return "%010d_%d_%d%s"
        .formatted(footer.ordinal(), footer.firstTime(), footer.lastTime(), SUFFIX);
  }

  /** Where an index block begins, counted from the start of the index. */
  static long blockPosition(int block) {
    return (long) block * (BLOCK_ENTRIES * IndexEntry.BYTES + Integer.BYTES);
  }

  static int blocks(int chunks) {
    return (chunks + BLOCK_ENTRIES - 1) / BLOCK_ENTRIES;
  }

  static int crc(ByteBuffer bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(to).position(from));
    return (int) crc.getValue();
  }

  /**
   * The last bytes of a file.
   *
   * @param logEnd everything in the log below this offset is in this file or an older one
   */
  record Footer(
      long ordinal,
      long indexPosition,
      long samples,
      long firstTime,
      long lastTime,
      long logEnd,
      int chunks) {

    ByteBuffer encode() {
      ByteBuffer target = ByteBuffer.allocate(FOOTER_BYTES);
      target.putLong(ordinal).putLong(indexPosition).putLong(samples);
      target.putLong(firstTime).putLong(lastTime).putLong(logEnd);
      target.putInt(chunks).putInt(VERSION).putLong(MAGIC);
      return target.putInt(crc(target, 0, target.position())).flip();
    }

    static boolean isWhole(ByteBuffer bytes) {
      int end = FOOTER_BYTES - Integer.BYTES;
      return bytes.getLong(end - 8) == MAGIC
          && bytes.getInt(end - 12) == VERSION
          && bytes.getInt(end) == crc(bytes, 0, end);
    }

    static Footer decode(ByteBuffer bytes) {
      return new Footer(
          bytes.getLong(0),
          bytes.getLong(8),
          bytes.getLong(16),
          bytes.getLong(24),
          bytes.getLong(32),
          bytes.getLong(40),
          bytes.getInt(48));
    }

    /** Bytes of a file that ends with this footer. */
    long fileBytes() {
      long index = blockPosition(chunks / BLOCK_ENTRIES);
      int rest = chunks % BLOCK_ENTRIES;
      long tail = rest == 0 ? 0 : rest * (long) IndexEntry.BYTES + Integer.BYTES;
      return indexPosition + index + tail + FOOTER_BYTES;
    }
  }
}
