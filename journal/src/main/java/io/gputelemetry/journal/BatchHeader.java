package io.gputelemetry.journal;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The header of a batch, as a view of bytes in memory. Big-endian:
 *
 * <pre>
 *   0  magic 2 | version 1 | flags 1     16  base offset 8            48  append time, micros 8
 *   4  header CRC32C 4                   24  count 4                  56  tag id 8
 *   8  body length 4                     28  previous header CRC 4    64  tag number 8
 *  12  body CRC32C 4                     32  batch number 8           72  tag epoch 4
 *                                        40  durable batches 8        76  weight 4
 *  80  body
 * </pre>
 *
 * The header CRC covers the segment's salt and all of the header but itself. The previous header
 * CRC chains the batches. {@code durable batches} is how many batches were durable when this one
 * was written: it tells a torn tail from damage.
 */
record BatchHeader(ByteBuffer bytes, int at) {
  static final int BYTES = 80;

  /** The batch that begins a segment and carries the user's state. */
  static final int SNAPSHOT = 1;

  /** A batch without content, written when nothing follows soon: it marks all before as durable. */
  static final int SEAL = 2;

  /**
   * A batch that a repair put in the place of damaged ones. It takes their offsets; the tag says
   * how many batches they were, and the header CRC of the last of them, so that what follows fits.
   */
  static final int GAP = 4;

  static final short MAGIC = 0x474A;
  private static final byte VERSION = 1;
  private static final int CRC_AT = 4;
  private static final int REST_AT = 8;

  /**
   * What a header says beyond its entry.
   *
   * @param place of the batch
   * @param durableBatches known when it is written
   * @param appendedAtMicros its time
   * @param flags 0, {@link #SNAPSHOT}, {@link #SEAL} or {@link #GAP}
   */
  record Origin(Place place, long durableBatches, long appendedAtMicros, int flags) {}

  /** Writes the header of a batch with this entry. */
  void encode(Entry entry, Origin origin, long salt) {
    bytes.putShort(at, MAGIC).put(at + 2, VERSION).put(at + 3, (byte) origin.flags());
    bytes.putInt(at + 8, entry.bodyBytes()).putInt(at + 12, crc(entry.body()));
    bytes.putLong(at + 16, origin.place().offset()).putInt(at + 24, entry.count());
    bytes.putInt(at + 28, origin.place().previousCrc()).putLong(at + 32, origin.place().number());
    bytes.putLong(at + 40, origin.durableBatches()).putLong(at + 48, origin.appendedAtMicros());
    bytes.putLong(at + 56, entry.tag().id()).putLong(at + 64, entry.tag().number());
    bytes.putInt(at + 72, entry.tag().epoch()).putInt(at + 76, entry.weight());
    bytes.putInt(at + CRC_AT, crcOfHeader(salt));
  }

  /** Whether this is a header of the segment with this salt, and unchanged. */
  boolean isValid(long salt) {
    return bytes.getShort(at) == MAGIC
        && bytes.get(at + 2) == VERSION
        && crc() == crcOfHeader(salt)
        && bodyBytes() >= 0
        && count() >= 0;
  }

  /** Whether it is the one that belongs here. */
  boolean isAt(Place place) {
    return number() == place.number()
        && baseOffset() == place.offset()
        && previousCrc() == place.previousCrc();
  }

  /** Whether the body, which must be in memory behind the header, is unchanged. */
  boolean isBodyValid() {
    return bodyCrc() == crc(List.of(bytes.slice(at + BYTES, bodyBytes())));
  }

  /** The batch, a view of the same memory. */
  Batch batch() {
    return batch(bytes.slice(at + BYTES, bodyBytes()));
  }

  /** The batch whose body is elsewhere. */
  Batch batch(ByteBuffer body) {
    ByteBuffer view = body.asReadOnlyBuffer();
    return new Batch(baseOffset(), count(), weight(), tag(), appendedAtMicros(), view);
  }

  int crc() {
    return bytes.getInt(at + CRC_AT);
  }

  int bodyCrc() {
    return bytes.getInt(at + 12);
  }

  int bodyBytes() {
    return bytes.getInt(at + 8);
  }

  long baseOffset() {
    return bytes.getLong(at + 16);
  }

  int count() {
    return bytes.getInt(at + 24);
  }

  int weight() {
    return bytes.getInt(at + 76);
  }

  Entry.Tag tag() {
    return new Entry.Tag(bytes.getLong(at + 56), bytes.getInt(at + 72), bytes.getLong(at + 64));
  }

  int previousCrc() {
    return bytes.getInt(at + 28);
  }

  long number() {
    return bytes.getLong(at + 32);
  }

  long durableBatches() {
    return bytes.getLong(at + 40);
  }

  long appendedAtMicros() {
    return bytes.getLong(at + 48);
  }

  boolean isSeal() {
    return (bytes.get(at + 3) & SEAL) != 0;
  }

  boolean isGap() {
    return (bytes.get(at + 3) & GAP) != 0;
  }

  /** Batches that were where this gap is. */
  long gapBatches() {
    return bytes.getLong(at + 64);
  }

  /** Header CRC of the last of them. */
  int gapCrc() {
    return bytes.getInt(at + 72);
  }

  private int crcOfHeader(long salt) {
    CRC32C crc = new CRC32C();
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      crc.update((int) (salt >>> shift));
    }
    crc.update(bytes.array(), bytes.arrayOffset() + at, CRC_AT);
    crc.update(bytes.array(), bytes.arrayOffset() + at + REST_AT, BYTES - REST_AT);
    return (int) crc.getValue();
  }

  private static int crc(List<ByteBuffer> body) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : body) {
      crc.update(part.duplicate());
    }
    return (int) crc.getValue();
  }
}
