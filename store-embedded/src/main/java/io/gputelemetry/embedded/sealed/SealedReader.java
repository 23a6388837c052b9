package io.gputelemetry.embedded.sealed;

import io.gputelemetry.journal.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An open sealed file. Not thread-safe; any number of them may be open on one file. */
public final class SealedReader implements Closeable {
  private static final int KEPT_BLOCKS = 64;

  private final SealedFile sealed;
  private final DiskFile file;
  private final CRC32C crc = new CRC32C();
  private final @Nullable Block[] blocks = new @Nullable Block[KEPT_BLOCKS];

  SealedReader(SealedFile sealed, DiskFile file) {
    this.sealed = sealed;
    this.file = file;
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
    int number = sealed.blockOf(series, time);
    int low = number * SealedFormat.BLOCK_ENTRIES;
    int high = Math.min(low + SealedFormat.BLOCK_ENTRIES, sealed.chunks()) - 1;
    ByteBuffer bytes = block(number);
    int base = low;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int at = (middle - base) * IndexEntry.BYTES;
      int bySeries = Integer.compare(bytes.getInt(at), series);
      if (bySeries > 0 || (bySeries == 0 && bytes.getLong(at + 24) > time)) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return high;
  }

  /** Index entry of a chunk. */
  public IndexEntry entry(int chunk) throws IOException {
    int at = chunk % SealedFormat.BLOCK_ENTRIES * IndexEntry.BYTES;
    return IndexEntry.decode(block(chunk / SealedFormat.BLOCK_ENTRIES), at);
  }

  private ByteBuffer block(int number) throws IOException {
    Block kept = blocks[number % KEPT_BLOCKS];
    if (kept == null || kept.number != number) {
      kept = new Block(number, sealed.readBlock(file, number));
      blocks[number % KEPT_BLOCKS] = kept;
    }
    return kept.bytes;
  }

  /**
   * Reads the rows of a chunk.
   *
   * @throws DamagedFileException if it fails its checks
   */
  public void read(IndexEntry entry, Columns target) throws IOException {
    Optional<ByteBuffer> body = SealedFile.read(file, entry.position(), entry.length());
    if (body.isEmpty() || !isIntact(body.get().array(), entry, target)) {
      throw sealed.damaged(
          "the chunk of %d bytes at byte %d fails the check"
              .formatted(entry.length(), entry.position()));
    }
  }

  private boolean isIntact(byte[] body, IndexEntry entry, Columns target) {
    crc.reset();
    crc.update(body, 0, body.length);
    return (int) crc.getValue() == entry.crc() && ChunkCodec.decode(body, entry, target);
  }

  /** Chunks of the file. */
  public int chunks() {
    return sealed.chunks();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private record Block(int number, ByteBuffer bytes) {}
}
