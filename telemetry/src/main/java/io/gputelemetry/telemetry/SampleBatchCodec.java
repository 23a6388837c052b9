package io.gputelemetry.telemetry;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The binary form of a sample batch, version 1. Any thread may call; an instance remembers
 * dictionaries it wrote or read, so it pays to keep one.
 *
 * <pre>
 *   0               3         4               8               12
 *   +---------------+---------+---------------+---------------+------------------
 *   | 'G' 'T' 'B'   | version | length        | CRC32C        | body
 *   |               | 1       | of all, int32 | of the body   |
 *   +---------------+---------+---------------+---------------+------------------
 *
 *   body
 *   +----------------+------------+---------+------------------------------------+
 *   | bytes of the   | dictionary | samples | columns of the samples:            |
 *   | dictionary     |            | (count) | series, event time, lag, values    |
 *   +----------------+------------+---------+------------------------------------+
 * </pre>
 *
 * The header is big-endian; numbers in the body are varints, signed ones zigzag. Lag is event time
 * minus source time. Series, event time and lag are columns of runs of equal steps; the dictionary
 * and the values have their own drawings ({@code DictionaryWriter}, {@code ValueColumn}). {@code
 * docs/batch-format.md} describes all of it for readers in other languages.
 */
public final class SampleBatchCodec {
  static final int VERSION = 1;
  static final int HEADER_BYTES = 12;
  private static final int MAGIC_AND_VERSION = 'G' << 24 | 'T' << 16 | 'B' << 8 | VERSION;
  private static final int LENGTH_AT = 4;
  private static final int CRC_AT = 8;

  private static final class Written {
    private final List<SeriesIdentity> series;
    private final byte[] bytes;

    Written(List<SeriesIdentity> series) {
      this.series = series;
      this.bytes = DictionaryWriter.write(series);
    }

    // The same list, not an equal one: comparing would cost as much as writing.
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(List<SeriesIdentity> other) {
      return series == other;
    }
  }

  private final DictionaryCache read = new DictionaryCache();
  private volatile Written written = new Written(List.of());

  /**
   * The binary form; position 0, limit at the end. A text that is not valid Unicode is written with
   * question marks.
   *
   * @throws IllegalArgumentException if the dictionary repeats the same few series by the thousand,
   *     more than a reader could allow for its bytes
   */
  public ByteBuffer encode(SampleBatch batch) {
    byte[] dictionary = dictionary(batch.dictionary());
    ByteWriter out = new ByteWriter(dictionary.length + 64 + 4 * batch.size());
    out.skip(HEADER_BYTES);
    out.varint(dictionary.length);
    out.bytes(dictionary);
    out.varint(batch.size());
    writeTimes(out, batch);
    ValueColumn.write(out, batch);
    ByteBuffer bytes = ByteBuffer.wrap(out.array(), 0, out.size());
    bytes.putInt(0, MAGIC_AND_VERSION);
    bytes.putInt(LENGTH_AT, out.size());
    bytes.putInt(CRC_AT, crc(out.array(), out.size()));
    return bytes;
  }

  private byte[] dictionary(List<SeriesIdentity> series) {
    Written last = written;
    if (!last.isOf(series)) {
      last = new Written(series);
      written = last;
    }
    return last.bytes;
  }

  private static void writeTimes(ByteWriter out, SampleBatch batch) {
    long[] column = new long[batch.size()];
    for (int i = 0; i < column.length; i++) {
      column[i] = batch.series(i);
    }
    RunColumn.write(out, column);
    for (int i = 0; i < column.length; i++) {
      column[i] = batch.eventTime(i);
    }
    RunColumn.write(out, column);
    for (int i = 0; i < column.length; i++) {
      column[i] = batch.eventTime(i) - batch.sourceTime(i);
    }
    RunColumn.write(out, column);
  }

  /**
   * Reads the bytes from position to limit; the buffer's position is not changed. What is allocated
   * is bounded by a multiple of their number. Batches with the same dictionary share its list.
   *
   * @throws BatchFormatException if they are not a whole, undamaged batch of a known version
   */
  public SampleBatch decode(ByteBuffer bytes) {
    byte[] whole = new byte[bytes.remaining()];
    bytes.get(bytes.position(), whole);
    checkHeader(whole);
    ByteReader in = new ByteReader(whole, HEADER_BYTES, whole.length);
    int dictionaryBytes = in.count("bytes of the dictionary", in.remaining());
    int samplesAt = in.position() + dictionaryBytes;
    List<SeriesIdentity> dictionary = read.read(whole, in.position(), samplesAt);
    return samples(new ByteReader(whole, samplesAt, whole.length), dictionary);
  }

  private static SampleBatch samples(ByteReader in, List<SeriesIdentity> dictionary) {
    // Each value takes a byte or more.
    int size = in.count("samples", in.remaining());
    int[] series = RunColumn.readIndexes(in, size, dictionary.size());
    long[] eventTimes = RunColumn.read(in, size);
    long[] sourceTimes = RunColumn.read(in, size);
    for (int i = 0; i < size; i++) {
      sourceTimes[i] = eventTimes[i] - sourceTimes[i];
    }
    double[] values = ValueColumn.read(in, series, dictionary.size());
    in.end("batch");
    return new SampleBatch(dictionary, series, eventTimes, sourceTimes, values);
  }

  private static void checkHeader(byte[] whole) {
    if (whole.length < HEADER_BYTES) {
      throw new BatchFormatException(whole.length + " bytes are too few for a sample batch");
    }
    ByteBuffer header = ByteBuffer.wrap(whole);
    int magic = header.getInt(0);
    if (magic >>> 8 != MAGIC_AND_VERSION >>> 8) {
      throw new BatchFormatException("not a sample batch: it does not begin with GTB");
    }
    if (magic != MAGIC_AND_VERSION) {
      throw new BatchFormatException(
          "version " + (magic & 0xFF) + " of the batch format is not known; " + VERSION + " is");
    }
    if (header.getInt(LENGTH_AT) != whole.length) {
      throw new BatchFormatException(
          "the batch should have "
              + Integer.toUnsignedString(header.getInt(LENGTH_AT))
              + " bytes and has "
              + whole.length);
    }
    if (header.getInt(CRC_AT) != crc(whole, whole.length)) {
      throw new BatchFormatException("the checksum of the batch is wrong");
    }
  }

  private static int crc(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER_BYTES, size - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
