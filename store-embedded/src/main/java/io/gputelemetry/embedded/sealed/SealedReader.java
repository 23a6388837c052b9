package io.gputelemetry.embedded.sealed;

import io.gputelemetry.embedded.numbers.ResidualReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An open sealed file. Not thread-safe; any number of them may be open on one file. */
public final class SealedReader implements Closeable {
  /** What is read at once from front to back. */
  static final int AHEAD_BYTES = 256 << 10;

  private static final int KEPT_BLOCKS = 16;
  private static final int TURNS_BLOCK_BYTES =
      SealedFormat.BLOCK_TURNS * Long.BYTES + Integer.BYTES;

  private final SealedFile sealed;
  private final SharedFile.Use use;
  private final int aheadBytes;
  private final @Nullable Block[] blocks = new @Nullable Block[KEPT_BLOCKS];
  private byte[] ahead = new byte[0];
  private long aheadAt;
  private ByteBuffer turns = ByteBuffer.allocate(0);
  private int turnsBlock = -1;

  SealedReader(SealedFile sealed, SharedFile.Use use, int aheadBytes) {
    this.sealed = sealed;
    this.use = use;
    this.aheadBytes = aheadBytes;
  }

  /** Number of the first chunk of a series that ends at or after this time; -1 if none does. */
  public int firstEndingAtOrAfter(int series, long time) throws IOException {
    int floor = floor(series, time);
    if (floor >= 0 && entry(floor).series() == series && entry(floor).lastTime() >= time) {
      return floor;
    }
    int next = floor + 1;
    return next < sealed.chunks() && entry(next).series() == series ? next : -1;
  }

  /** Number of the last chunk of a series that begins at or before this time; -1 if none does. */
  public int lastBeginningAtOrBefore(int series, long time) throws IOException {
    int floor = floor(series, time);
    return floor >= 0 && entry(floor).series() == series ? floor : -1;
  }

  /** Number of the last chunk whose (series, first time) is not behind this one; -1 if none. */
  private int floor(int series, long time) throws IOException {
    int number = sealed.directory().blockOf(series, time);
    IndexEntry[] entries = block(number);
    int low = 0;
    int high = entries.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      IndexEntry entry = entries[middle];
      if (entry.series() > series || (entry.series() == series && entry.firstTime() > time)) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return number * SealedFormat.BLOCK_ENTRIES + high;
  }

  /** Index entry of a chunk. */
  public IndexEntry entry(int chunk) throws IOException {
    return block(chunk / SealedFormat.BLOCK_ENTRIES)[chunk % SealedFormat.BLOCK_ENTRIES];
  }

  private IndexEntry[] block(int number) throws IOException {
    Block kept = blocks[number % KEPT_BLOCKS];
    if (kept == null || kept.number != number) {
      kept = new Block(number, readBlock(number));
      blocks[number % KEPT_BLOCKS] = kept;
    }
    return kept.entries;
  }

  private IndexEntry[] readBlock(int number) throws IOException {
    Directory directory = sealed.directory();
    int length = directory.length(number) - Integer.BYTES;
    byte[] bytes =
        checked(directory.position(number), length)
            .orElseThrow(() -> sealed.damaged("block " + number + " of its index fails the check"));
    int first = number * SealedFormat.BLOCK_ENTRIES;
    int count = Math.min(SealedFormat.BLOCK_ENTRIES, sealed.chunks() - first);
    IndexEntry[] entries = new IndexEntry[count];
    ResidualReader in = new ResidualReader(bytes);
    IndexBlock block = new IndexBlock();
    block.begin(directory.firstSeries(number), directory.firstTime(number));
    long position = directory.chunkPosition(number);
    for (int i = 0; i < count; i++) {
      entries[i] = block.decode(in, position);
      position += entries[i].length();
    }
    return entries;
  }

  /**
   * Reads the rows of a chunk, but not when they were accepted.
   *
   * @throws DamagedFileException if it fails its checks
   */
  public void read(IndexEntry entry, Columns target) throws IOException {
    int at = load(entry);
    if (!ChunkCodec.decode(ahead, at, entry, target)) {
      throw damaged(entry);
    }
  }

  /**
   * Reads event times and values of a chunk, nothing else.
   *
   * @throws DamagedFileException if it fails its checks
   */
  public void readValues(IndexEntry entry, Columns target) throws IOException {
    int at = load(entry);
    ChunkCodec.decodeValues(ahead, at, entry, target);
  }

  /** Brings a chunk into the buffer; returns where it begins there. */
  private int load(IndexEntry entry) throws IOException {
    long end = entry.position() + entry.length();
    if (entry.position() < aheadAt || end > aheadAt + ahead.length) {
      long chunksEnd = sealed.footer().parts().turns();
      long readEnd = Math.min(chunksEnd, entry.position() + aheadBytes);
      int length = (int) (Math.max(end, readEnd) - entry.position());
      ahead =
          SealedFile.read(use.file(), entry.position(), length).orElseThrow(() -> damaged(entry));
      aheadAt = entry.position();
    }
    int at = (int) (entry.position() - aheadAt);
    if (SealedFormat.crc(ahead, at, entry.length()) != entry.crc()) {
      throw damaged(entry);
    }
    return at;
  }

  private DamagedFileException damaged(IndexEntry entry) {
    return sealed.damaged(
        "the chunk of %d bytes at byte %d fails the check"
            .formatted(entry.length(), entry.position()));
  }

  /** Turns in the file. */
  public int turns() {
    return sealed.footer().turns();
  }

  /** When a turn was, microseconds. */
  public long turn(int number) throws IOException {
    int block = number / SealedFormat.BLOCK_TURNS;
    if (number < 0 || number >= turns()) {
      throw sealed.damaged("a row refers to turn " + number + ", which is not there");
    }
    if (block != turnsBlock) {
      turns = readTurns(block);
      turnsBlock = block;
    }
    return turns.getLong(number % SealedFormat.BLOCK_TURNS * Long.BYTES);
  }

  private ByteBuffer readTurns(int block) throws IOException {
    int first = block * SealedFormat.BLOCK_TURNS;
    int length = Math.min(SealedFormat.BLOCK_TURNS, turns() - first) * Long.BYTES;
    long position = sealed.footer().parts().turns() + block * (long) TURNS_BLOCK_BYTES;
    return checked(position, length)
        .map(ByteBuffer::wrap)
        .orElseThrow(() -> sealed.damaged("block " + block + " of its turns fails the check"));
  }

  /** So many bytes and the checksum behind them; empty if that is not right. */
  private Optional<byte[]> checked(long position, int length) throws IOException {
    return SealedFile.read(use.file(), position, length + Integer.BYTES)
        .filter(
            bytes -> ByteBuffer.wrap(bytes).getInt(length) == SealedFormat.crc(bytes, 0, length));
  }

  /** Looks up when rows that were read were accepted. */
  public void readIngests(Columns rows, int from, int to) throws IOException {
    for (int i = from; i < to; i++) {
      rows.ingests[i] =
          i > from && rows.turns[i] == rows.turns[i - 1]
              ? rows.ingests[i - 1]
              : turn(rows.turns[i]);
    }
  }

  /** Chunks of the file. */
  public int chunks() {
    return sealed.chunks();
  }

  @Override
  public void close() throws IOException {
    use.close();
  }

  @SuppressWarnings("ArrayRecordComponent")
  private record Block(int number, IndexEntry[] entries) {}
}
