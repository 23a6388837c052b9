package io.gputelemetry.telemetry;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The binary form of a sample batch, version 1 or 2. Any thread may call; an instance remembers
 * dictionaries it wrote or read, so it pays to keep one.
 *
 * <pre>
 *   0               3         4               8               12
 *   +---------------+---------+---------------+---------------+------------------
 *   | 'G' 'T' 'B'   | version | length        | CRC32C        | body
 *   |               | 1 or 2  | of all, int32 | of the body   |
 *   +---------------+---------+---------------+---------------+------------------
 *
 *   body: in version 2 the origin comes first (id, source, time of collection)
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
  static final int HEADER_BYTES = 12;

  /** A batch without an origin, as stores keep it. */
  private static final int VERSION_WITHOUT_ORIGIN = 1;

  /** A batch with one, as streamers publish it. */
  private static final int VERSION_WITH_ORIGIN = 2;

  /** Of all dictionaries that are remembered as they were written, with the lists they are of. */
  private static final long MAX_BYTES = 24 << 20;

  private static final int MAGIC = 'G' << 24 | 'T' << 16 | 'B' << 8;
  private static final int LENGTH_AT = 4;
  private static final int CRC_AT = 8;

  @SuppressWarnings("ArrayRecordComponent")
  private record Written(byte[] bytes, int series) {
    long size() {
      return DictionaryCache.ENTRY_BYTES + bytes.length + DictionaryCache.SERIES_BYTES * series;
    }
  }

  private final DictionaryCache read = new DictionaryCache();
  private final RecentlyUsed<Same<List<SeriesIdentity>>, Written> written =
      new RecentlyUsed<>(MAX_BYTES, Written::size);

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
    boolean hasOrigin = !batch.origin().equals(BatchOrigin.NONE);
    if (hasOrigin) {
      writeOrigin(out, batch.origin());
    }
    out.varint(dictionary.length);
    out.bytes(dictionary);
    out.varint(batch.size());
    writeTimes(out, batch);
    ValueColumn.write(out, batch);
    ByteBuffer bytes = ByteBuffer.wrap(out.array(), 0, out.size());
    bytes.putInt(0, MAGIC | (hasOrigin ? VERSION_WITH_ORIGIN : VERSION_WITHOUT_ORIGIN));
    bytes.putInt(LENGTH_AT, out.size());
    bytes.putInt(CRC_AT, crc(out.array(), out.size()));
    return bytes;
  }

  private static void writeOrigin(ByteWriter out, BatchOrigin origin) {
    out.text(origin.id());
    out.text(origin.source());
    out.zigzag(origin.collectedAtMicros());
  }

  private static BatchOrigin readOrigin(ByteReader in) {
    String id = in.text();
    String source = in.text();
    if (id.length() > BatchOrigin.CHARS_MAX || source.length() > BatchOrigin.CHARS_MAX) {
      throw new BatchFormatException(
          "a text of the origin is longer than " + BatchOrigin.CHARS_MAX);
    }
    return new BatchOrigin(id, source, in.zigzag());
  }

  private byte[] dictionary(List<SeriesIdentity> series) {
    Same<List<SeriesIdentity>> key = new Same<>(series);
    Optional<Written> known = written.get(key);
    if (known.isPresent()) {
      return known.get().bytes;
    }
    byte[] bytes = DictionaryWriter.write(series);
    written.put(key, new Written(bytes, series.size()));
    return bytes;
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
    int version = checkHeader(whole);
    ByteReader in = new ByteReader(whole, HEADER_BYTES, whole.length);
    BatchOrigin origin = version == VERSION_WITH_ORIGIN ? readOrigin(in) : BatchOrigin.NONE;
    int dictionaryBytes = in.count("bytes of the dictionary", in.remaining());
    int samplesAt = in.position() + dictionaryBytes;
    List<SeriesIdentity> dictionary = read.read(whole, in.position(), samplesAt);
    return samples(new ByteReader(whole, samplesAt, whole.length), origin, dictionary);
  }

  private static SampleBatch samples(
      ByteReader in, BatchOrigin origin, List<SeriesIdentity> dictionary) {
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
    return new SampleBatch(origin, dictionary, series, eventTimes, sourceTimes, values);
  }

  /** The version, of a whole and undamaged batch. */
  private static int checkHeader(byte[] whole) {
    if (whole.length < HEADER_BYTES) {
      throw new BatchFormatException(whole.length + " bytes are too few for a sample batch");
    }
    ByteBuffer header = ByteBuffer.wrap(whole);
    if (header.getInt(0) >>> 8 != MAGIC >>> 8) {
      throw new BatchFormatException("not a sample batch: it does not begin with GTB");
    }
    int version = header.getInt(0) & 0xFF;
    if (version != VERSION_WITHOUT_ORIGIN && version != VERSION_WITH_ORIGIN) {
      throw new BatchFormatException(
          "version " + version + " of the batch format is not known; 1 and 2 are");
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
    return version;
  }

  private static int crc(byte[] bytes, int size) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEADER_BYTES, size - HEADER_BYTES);
    return (int) crc.getValue();
  }
}
